import type { Answer, FieldLine } from '../../parity/answer.ts';
import { mask } from '../../parity/redact.ts';
import { showBody } from '../report/shown-body.ts';
import { isPlainField } from './shown-request.ts';

/** Shorter values are no secrets, and occur anywhere. */
const SHORTEST = 6;
/** Of a decoded body, how much is searched; reports show less. */
const MOST_BYTES = 1024 * 1024;

/**
 * Takes what a person gave as header fields out of anything that is shown, at any depth: a server may have sent it back.
 * Places and lengths stay true.
 */
export type MaskGiven = <T>(value: T) => T;

export function createMask(given: readonly FieldLine[]): MaskGiven {
  const secrets = secretsOf(given);
  if (secrets.length === 0) return (value) => value;
  const text = (value: string) => withoutEdges(withoutAll(value, secrets), secrets);
  const bytes = (value: Uint8Array) => {
    const before = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    const after = secretsInBytes(secrets).reduce((masked, secret) => masked.replaceAll(secret, mask(secret)), before);
    return after === before ? value : Buffer.from(after, 'latin1');
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (value instanceof Uint8Array) return bytes(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, walk(member)]));
    if (typeof value !== 'object' || value === null) return value;
    const plain = isAnswer(value) ? withoutCoding(value, secrets) : value;
    return Object.fromEntries(Object.entries(plain).map(([key, member]) => [key, walk(member)]));
  };
  // It goes through plain data only, and every value stays of its kind.
  return <T>(value: T) => walk(value) as T;
}

/** Longest first, so that a part does not take the whole apart. */
function secretsOf(given: readonly FieldLine[]): string[] {
  const values = given
    .filter(([name]) => !isPlainField(name))
    .flatMap(([name, value]) => partsOf(name.toLowerCase(), value))
    .filter(({ length }) => length >= SHORTEST);
  const spelled = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
  return [...new Set(spelled)].sort((a, b) => b.length - a.length);
}

/** What a server may take out of a field: the credentials without their scheme, a cookie's value. */
function partsOf(name: string, value: string): string[] {
  if (name === 'cookie') return [value, ...value.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim())];
  const [, scheme = '', rest] = /^([\w-]+) +(.+)$/.exec(value) ?? [];
  if (rest === undefined || !/authorization|token|key/.test(name)) return [value];
  if (scheme.toLowerCase() !== 'basic') return [rest];
  const plain = Buffer.from(rest, 'base64').toString('utf8');
  return [rest, plain, plain.slice(plain.indexOf(':') + 1)];
}

function withoutAll(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, mask(secret)), text);
}

/** An excerpt may begin or end within a secret. */
function withoutEdges(text: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (let length = Math.min(secret.length, text.length); length >= SHORTEST; length -= 1) {
      if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + '*'.repeat(length);
      if (text.startsWith(secret.slice(-length))) return '*'.repeat(length) + text.slice(length);
    }
  }
  return text;
}

function secretsInBytes(secrets: readonly string[]): string[] {
  return secrets.map((secret) => Buffer.from(secret, 'utf8').toString('latin1'));
}

function isAnswer(value: object): value is Answer {
  return 'headers' in value && 'body' in value && Array.isArray(value.headers) && value.body instanceof Uint8Array;
}

/** A report shows a coded body decoded; one that has a secret in it is given decoded and masked. */
function withoutCoding(answer: Answer, secrets: readonly string[]): Answer {
  const shown = showBody(answer, MOST_BYTES);
  if (shown.decoded === undefined) return answer;
  const masked = withoutAll(shown.text, secrets);
  return masked === shown.text ? answer : { ...answer, body: Buffer.from(masked, 'utf8') };
}
