import { printable } from './printable.ts';
import { redactField, redactText } from './redact.ts';

export interface RequestTextOptions {
  /** Shows secrets too, so that a person can send the request again. Default false. */
  readonly reveal?: boolean;
}

/** A request's bytes for a person: a line for each of its lines, with all that cannot be seen escaped. */
export function toRaw(request: Uint8Array, { reveal = false }: RequestTextOptions = {}): string {
  const text = Buffer.from(request).toString('latin1');
  return printable(reveal ? text : redactText(text))
    .replaceAll('\\n', '\\n\n')
    .replace(/\n$/, '');
}

interface ParsedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/**
 * A command line that sends the request again: curl, or printf into nc where curl would not send these very bytes.
 * @param base URL of the server
 */
export function toCurl(request: Uint8Array, base: string, { reveal = false }: RequestTextOptions = {}): string {
  const text = Buffer.from(request).toString('latin1');
  const parsed = parse(text);
  const { hostname, port, origin } = new URL(base);
  if (parsed === undefined) {
    const shown = printable(reveal ? text : redactText(text))
      .replaceAll('%', '%%')
      .replaceAll("'", '\\x27');
    return `printf '${shown}' | nc ${hostname} ${port || 80}`;
  }
  const { method, target, headers, body } = parsed;
  const show = (name: string, value: string) => (reveal ? value : redactField(name, value));
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const parts = [
    'curl --http1.1 --path-as-is -g -si',
    method === 'HEAD' ? '--head' : `-X ${method}`,
    quote(origin + (reveal ? target : redactText(target))),
  ];
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'content-length')
      parts.push(`-H ${quote(value === '' ? `${name};` : `${name}: ${show(name, value)}`)}`);
  }
  for (const added of ['Accept', 'User-Agent', ...(body === '' ? [] : ['Content-Type', 'Expect'])]) {
    if (!given.has(added.toLowerCase())) parts.push(`-H ${quote(`${added}:`)}`);
  }
  if (given.has('content-length')) parts.push(`--data-binary ${quote(reveal ? body : redactText(body))}`);
  return parts.join(' ');
}

/**
 * A command of `toCurl` for a shell in which a variable holds the server's URL (`http://host:port`, no path), as the one that it was
 * made for may be gone.
 */
export function towardsVariable(command: string, variable: string): string {
  return command
    .replace(/^(curl [^'$]*)'https?:\/\/[^/'?]+/gm, `$1"$${variable}"'`)
    .replace(/ \| nc \S+ \d+$/gm, ` | nc "$(echo "$${variable}" | cut -d/ -f3 | cut -d: -f1)" "\${${variable}##*:}"`);
}

/** @returns undefined for what curl cannot be made to send: another framing, a false length, malformed lines */
function parse(text: string): ParsedRequest | undefined {
  const end = text.indexOf('\r\n\r\n');
  const [line = '', ...fields] = text.slice(0, Math.max(0, end)).split('\r\n');
  const [, method, target] = /^([A-Z]+) (\/[\x21-\x7e]*) HTTP\/1\.1$/.exec(line) ?? [];
  if (method === undefined || target === undefined) return undefined;
  const headers: (readonly [string, string])[] = [];
  for (const field of fields) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+): ([\x20-\x7e]*)$/.exec(field) ?? [];
    if (name === undefined || value === undefined || /^\s|\s$/.test(value)) return undefined;
    headers.push([name, value]);
  }
  const body = text.slice(end + 4);
  const lengths = headers.filter(([name]) => name.toLowerCase() === 'content-length');
  const framedOtherwise = headers.some(([name]) => /^(?:transfer-encoding|expect)$/i.test(name));
  const honest = lengths.length === 0 ? body === '' : lengths.length === 1 && lengths[0]?.[1] === String(body.length);
  if (framedOtherwise || !honest || (method === 'HEAD' && lengths.length > 0) || body.includes('\0')) return undefined;
  return { method, target, headers, body };
}

/** For a POSIX shell; bash's `$'...'` only where a byte needs it. */
function quote(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${printable(text).replaceAll("'", "\\'")}'`;
}
