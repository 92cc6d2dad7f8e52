import { setImmediate } from 'node:timers/promises';
import { PROBLEM_MEDIA_TYPE, type Problem, toProblemDocument } from '../../contract/problems.ts';
import type { AnyOutput } from '../../handlers/operation.ts';
import type { BudgetState } from '../../services/limits/limiter.ts';
import type { Exchange } from './exchange.ts';
import { VARY } from './headers.ts';
import { type Fields, OutputError, requireSound, soundFields } from './sound-output.ts';
import { toUriReference } from './target.ts';

/** An answer as both adapters send it: the body is bytes, or a stream of them. */
export interface Answer {
  readonly status: number;
  readonly headers: Fields;
  readonly body: Buffer | AsyncIterable<Uint8Array> | undefined;
}

/** Of bytes whose kind the handler does not tell (RFC 9110, 8.3). */
const BYTES_MEDIA_TYPE = 'application/octet-stream';
const JSON_MEDIA_TYPE = 'application/json; charset=utf-8';
/** RFC 9110, 6.4.1: these never have content. */
const WITHOUT_CONTENT: ReadonlySet<number> = new Set([204, 205, 304]);
/** RFC 9110, 8.6: these say nothing of its length either. */
const WITHOUT_LENGTH: ReadonlySet<number> = new Set([204, 304]);

/**
 * What a handler's output, or any problem, looks like on the wire.
 * @throws {OutputError} where a handler's output cannot be sent
 */
export function toAnswer(output: AnyOutput, exchange: Exchange): Answer {
  requireSound(output);
  const own = soundFields(output.headers);
  const common = Object.assign(exchangeHeaders(exchange), own, { vary: varying(own.vary) });
  if ('code' in output) return problemAnswer(output, exchange, common);
  const { status, body } = output;
  const contentType = output.contentType ?? own['content-type']?.toString();
  if (body === undefined || WITHOUT_CONTENT.has(status)) {
    // Said here, because one of the frameworks would send no content in chunks.
    const length = WITHOUT_LENGTH.has(status) ? {} : { 'content-length': '0' };
    return { status, headers: { ...common, ...length }, body: undefined };
  }
  if (isBytes(body))
    return typed(
      status,
      common,
      contentType ?? BYTES_MEDIA_TYPE,
      Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    );
  if (isIterable(body)) return typed(status, common, contentType ?? BYTES_MEDIA_TYPE, body);
  if (contentType !== undefined && !isJson(contentType) && typeof body === 'string') {
    return typed(status, common, contentType, Buffer.from(body, 'utf8'));
  }
  return typed(status, common, contentType ?? JSON_MEDIA_TYPE, Buffer.from(JSON.stringify(body), 'utf8'));
}

/** Whether an answer's body is yet to come. */
export function isStream({ body }: Answer): boolean {
  return body !== undefined && !Buffer.isBuffer(body);
}

/**
 * An answer whose stream has begun: one that fails before its first byte fails while there is still a status to say so with, and
 * one without a byte is no stream. To HEAD its first chunk says all that there is to say; one framework would go on to read, and break
 * off an answer that has no body. The frameworks would differ in all three.
 * @param onBreak told what the stream throws later, when the answer can only break off
 * @throws what the stream throws at once
 */
export async function begin(answer: Answer, method: string, onBreak: (cause: unknown) => void): Promise<Answer> {
  const { body } = answer;
  if (body === undefined || Buffer.isBuffer(body)) return answer;
  const rest = bytesOf(body);
  let first = await rest.next();
  while (first.done !== true && first.value.length === 0) first = await rest.next();
  if (first.done === true) {
    return { ...answer, headers: { ...answer.headers, 'content-length': '0' }, body: Buffer.alloc(0) };
  }
  return { ...answer, body: method === 'HEAD' ? only(first.value, rest) : continued(first.value, rest, onBreak) };
}

/** One of the frameworks dies of what is no bytes, the other of a missing chunk. */
async function* bytesOf(body: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (typeof chunk === 'string') yield Buffer.from(chunk, 'utf8');
    else if (chunk instanceof Uint8Array) yield chunk;
    else throw new OutputError(`The handler's stream has a chunk that is neither bytes nor text.`);
  }
}

async function* only(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  await rest.return?.();
  yield first;
}

/** Tells the source where nobody reads it to its end, also right behind its first chunk. */
async function* continued(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  onBreak: (cause: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } catch (cause) {
    onBreak(cause);
    // What was handed on leaves before the connection breaks.
    await setImmediate();
    throw new Error('the body broke off', { cause });
  } finally {
    await rest.return?.();
  }
}

function problemAnswer(refusal: Problem, exchange: Exchange, headers: Mutable<Fields>): Answer {
  const document = toProblemDocument(refusal, {
    instance: toUriReference(exchange.path),
    requestId: exchange.requestId,
  });
  return typed(refusal.status, headers, PROBLEM_MEDIA_TYPE, Buffer.from(JSON.stringify(document), 'utf8'));
}

/** @param headers the answer's own by now: they are added to */
function typed(status: number, headers: Mutable<Fields>, contentType: string, body: Answer['body']): Answer {
  headers['content-type'] = contentType;
  if (Buffer.isBuffer(body)) headers['content-length'] = String(body.length);
  return { status, headers, body };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Fields that depend on the exchange: its id, and what is left of its budgets (draft-ietf-httpapi-ratelimit-headers). */
function exchangeHeaders({ requestId, budgets }: Exchange): Mutable<Fields> {
  if (budgets.length === 0) return { 'x-request-id': requestId };
  return {
    'x-request-id': requestId,
    ratelimit: budgets.map((budget) => `"${nameOf(budget)}";r=${budget.remaining};t=${budget.resetSeconds}`).join(', '),
    'ratelimit-policy': budgets
      .map((budget) => `"${nameOf(budget)}";q=${budget.limit.limit};w=${budget.limit.windowSeconds}`)
      .join(', '),
  };
}

/** What an answer varies by: what the handler says, beside what any answer does. */
function varying(own: string | readonly string[] | undefined): string {
  if (own === undefined) return VARY;
  const fields = [VARY, own ?? []].flat().join(', ');
  return /(?:^|,)\s*\*\s*(?:,|$)/.test(fields) ? '*' : fields;
}

function nameOf({ limit }: BudgetState): string {
  return `${limit.by}-${limit.windowSeconds}`;
}

function isJson(contentType: string): boolean {
  return /^application\/(?:[^;]+\+)?json\b/.test(contentType);
}

function isBytes(body: unknown): body is Uint8Array {
  return body instanceof Uint8Array;
}

function isIterable(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
