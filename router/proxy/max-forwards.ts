import { valuesOf } from './field-lines.ts';

/** Methods whose Max-Forwards binds a proxy; with any other it may be ignored, and is (RFC 9110, 7.6.2). */
const METHODS: ReadonlySet<string> = new Set(['OPTIONS', 'TRACE']);

/**
 * How often a request may still be forwarded: 0 makes the router its final recipient. undefined where nothing limits it; what is
 * not one number limits nothing.
 *
 * @param raw names and values in turn
 */
export function forwardsLeft(method: string, raw: readonly string[]): number | undefined {
  if (!METHODS.has(method)) return undefined;
  const [value, ...more] = valuesOf(raw, 'max-forwards');
  return value !== undefined && more.length === 0 && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** Fields of a request that its TRACE shows: those on its way, and nothing that could carry a secret (RFC 9110, 9.3.8). */
const TRACED: ReadonlySet<string> = new Set(['host', 'max-forwards', 'via']);

/** The request as it arrived, in `message/http`. */
export function traced(target: string, httpVersion: string, raw: readonly string[]): string {
  const lines = [`TRACE ${target} HTTP/${httpVersion}`];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (TRACED.has(name.toLowerCase())) lines.push(`${name}: ${raw[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
