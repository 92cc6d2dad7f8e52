import { validateHeaderName, validateHeaderValue } from 'node:http';
import { PROBLEM_CODES } from '../../contract/problems.ts';
import type { AnyOutput } from '../../handlers/operation.ts';

/** Header fields by name in lower case; a list becomes repeated fields. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** What a handler returned is no answer: a mistake in the handler, told like every unexpected error. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** What frames the message and rules the connection is the server's own (RFC 9110, 7.6.1 and 8.6; RFC 9112, 6). */
const OF_THE_SERVER: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const KNOWN_CODES: ReadonlySet<unknown> = new Set(PROBLEM_CODES);

/** RFC 9110, 8.3.1. */
const MEDIA_TYPE = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+[ \t]*(?:;.*)?$/;

/**
 * Checks what a handler returned before a framework sees it: each has an answer of its own to what HTTP does not allow, and some
 * of it ends the process.
 * @throws {OutputError} naming what cannot be sent
 */
export function requireSound(output: unknown): asserts output is AnyOutput {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) {
    throw new OutputError('The handler answered nothing; an object with a status is needed.');
  }
  const { status, contentType, code } = output as Readonly<Record<string, unknown>>;
  if ('code' in output && !KNOWN_CODES.has(code)) {
    throw new OutputError(`The handler answered with the problem ${shown(code)}, which is none of the catalogue.`);
  }
  if (!Number.isInteger(status) || Number(status) < 200 || Number(status) > 599) {
    throw new OutputError(`The handler answered with the status ${shown(status)}; allowed are 200 to 599.`);
  }
  if (contentType !== undefined && (typeof contentType !== 'string' || !isMediaType(contentType))) {
    throw new OutputError('The handler answered with a content type that is no media type.');
  }
}

/**
 * The header fields of a handler's answer.
 * @throws {OutputError} naming the first that cannot be sent; values are not told, they may be secret
 */
export function soundFields(headers: unknown): Fields {
  if (headers === undefined) return {};
  if (typeof headers !== 'object' || headers === null) throw new OutputError('The handler answered with no headers.');
  const fields = new Map<string, string | readonly string[]>();
  for (const [given, value] of Object.entries(headers)) {
    const name = requireName(given);
    if (fields.has(name)) throw new OutputError(`The handler answered with the header field ${name} twice.`);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = values.map((one) => requireText(name, one));
    if (name === 'content-type' && !isMediaType(texts.join(', '))) {
      throw new OutputError('The handler answered with a content type that is no media type.');
    }
    const [only = ''] = texts;
    if (texts.length > 0) fields.set(name, texts.length === 1 ? only : texts);
  }
  return Object.fromEntries(fields);
}

function requireName(given: string): string {
  const name = given.toLowerCase();
  try {
    validateHeaderName(name);
  } catch (cause) {
    throw new OutputError(`The handler answered with the header field ${shown(given)}, which is no name.`, { cause });
  }
  // One of the frameworks keeps fields in an object, where this is no member.
  if (OF_THE_SERVER.has(name) || name === '__proto__') {
    throw new OutputError(`The handler answered with the header field ${name}, which is not its to set.`);
  }
  return name;
}

function requireText(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new OutputError(`The handler answered with the header field ${name}, whose value is no text.`);
  }
  const text = String(value);
  try {
    validateHeaderValue(name, text);
  } catch {
    throw new OutputError(
      `The handler answered with the header field ${name}, whose value has a character no field may have.`,
    );
  }
  return text;
}

function isMediaType(text: string): boolean {
  return MEDIA_TYPE.test(text) && !/[^\t\x20-\x7e\x80-\xff]/.test(text);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : String(value);
}
