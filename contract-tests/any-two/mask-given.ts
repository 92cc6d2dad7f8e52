import type { Answer, FieldLine } from '../../parity/answer.ts';
import { createSecretIndex, type SecretIndex } from '../../parity/secret-index.ts';
import { showBody } from '../report/shown-body.ts';
import { isPlainField } from './shown-request.ts';

/** Of a decoded body, how much is searched; reports show less. */
const MOST_BYTES = 1024 * 1024;

/**
 * Takes what a person gave as header fields, and what captured traffic has as secrets, out of anything that is shown, at any depth: a
 * server may have sent it back. Places and lengths stay true.
 */
export type MaskGiven = <T>(value: T) => T;

export function createMask(given: readonly FieldLine[], further: readonly string[] = []): MaskGiven {
  const index = createSecretIndex(spellingsOf([...valuesIn(given), ...further]));
  if (index === undefined) return (value) => value;
  const inBytes = createSecretIndex(index.secrets.map((secret) => Buffer.from(secret, 'utf8').toString('latin1')));
  const bytes = (value: Uint8Array) => {
    const before = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    const after = inBytes?.mask(before) ?? before;
    return after === before ? value : Buffer.from(after, 'latin1');
  };
  // A JSON pointer has a stranger's names in it; all other keys are our own.
  const keyOf = (key: string) => (key.startsWith('/') ? index.maskExcerpt(key) : key);
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return index.maskExcerpt(value);
    if (value instanceof Uint8Array) return bytes(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, walk(member)]));
    if (typeof value !== 'object' || value === null) return value;
    const plain = isAnswer(value) ? withoutCoding(value, index) : value;
    return Object.fromEntries(Object.entries(plain).map(([key, member]) => [keyOf(key), walk(member)]));
  };
  // It goes through plain data only, and every value stays of its kind.
  return <T>(value: T) => walk(value) as T;
}

function valuesIn(given: readonly FieldLine[]): string[] {
  return given.filter(([name]) => !isPlainField(name)).flatMap(([name, value]) => partsOf(name.toLowerCase(), value));
}

/** As they are, and as they stand in JSON, in a URL and in a JSON pointer. */
function spellingsOf(values: readonly string[]): string[] {
  return values.flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    value.replaceAll('~', '~0').replaceAll('/', '~1'),
  ]);
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

function isAnswer(value: object): value is Answer {
  return 'headers' in value && 'body' in value && Array.isArray(value.headers) && value.body instanceof Uint8Array;
}

/** A report shows a coded body decoded; one that has a secret in it is given decoded and masked. */
function withoutCoding(answer: Answer, index: SecretIndex): Answer {
  const shown = showBody(answer, MOST_BYTES);
  if (shown.decoded === undefined) return answer;
  const masked = index.mask(shown.text);
  return masked === shown.text ? answer : { ...answer, body: Buffer.from(masked, 'utf8') };
}
