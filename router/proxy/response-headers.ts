import { STATUS_CODES } from 'node:http';
import type { UpstreamName } from './decide.ts';
import { valuesOf } from './field-lines.ts';
import { hopByHop } from './hop-by-hop.ts';
import { PSEUDONYM } from './request-headers.ts';

export interface ResponseContext {
  readonly status: number;
  readonly requestId: string;
  readonly upstream: UpstreamName;
  /** The connection ends after this answer. */
  readonly close: boolean;
  /** Why another upstream answers than the decided one. */
  readonly fallback: string | undefined;
}

/**
 * The head that goes to the client. Order, case and repeats of the upstream's fields stay (several Set-Cookie too), and so do
 * bytes above 0x7f. Exactly one x-request-id and one x-routed-to come out, whatever the upstream sent.
 *
 * @param fields names and values in turn
 */
export function toClient(
  fields: readonly string[],
  { status, requestId, upstream, close, fallback }: ResponseContext,
): string[] {
  const endsHere = hopByHop(valuesOf(fields, 'connection'));
  const headers: string[] = [];
  let identified = false;
  let hasLength = false;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? '';
    const value = fields[index + 1] ?? '';
    const field = name.toLowerCase();
    if (endsHere(field) || field === 'x-routed-to' || field === 'x-fallback-reason') continue;
    // RFC 9110, 8.6: no Content-Length with 204.
    if (field === 'content-length' && status === 204) continue;
    if (field === 'content-length') hasLength ||= Number(value) > 0;
    if (field === 'content-disposition' && hasLength) headers.push(name, asNodeWillDecode(value));
    else if (field !== 'x-request-id') headers.push(name, value);
    else if (!identified) {
      headers.push(name, requestId);
      identified = true;
    }
  }
  if (!identified) headers.push('x-request-id', requestId);
  headers.push('x-routed-to', upstream, 'via', `1.1 ${PSEUDONYM}`);
  if (fallback !== undefined) headers.push('x-fallback-reason', fallback);
  if (close) headers.push('connection', 'close');
  return headers;
}

/** Node decodes this field's bytes as UTF-8 where a length stands before it, and refuses what is then beyond Latin-1. */
function asNodeWillDecode(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

/**
 * The reason phrase as it may be written. Undici hands it over as decoded text, and one that is not visible ASCII cannot be given
 * back byte for byte; it means nothing to a client (RFC 9112, 4), so then the status's own takes its place.
 */
export function toReasonPhrase(status: number, phrase: string | undefined): string {
  if (phrase === undefined) return '';
  return /^[\t -~]*$/.test(phrase) ? phrase : (STATUS_CODES[status] ?? '');
}

/**
 * Why an answer's framing cannot be relied on: a transfer coding other than chunked would be passed on undone although nobody undid
 * it (RFC 9112, 6.1).
 * @param fields names and values in turn
 */
export function unreadableFraming(fields: readonly string[]): string | undefined {
  const codings = valuesOf(fields, 'transfer-encoding');
  const readable = codings.length === 0 || (codings.length === 1 && codings[0]?.trim().toLowerCase() === 'chunked');
  return readable ? undefined : `transfer coding ${codings.join(', ')}`;
}

/**
 * The head of an interim answer (RFC 9110, 15.2) without what ends at this hop, what the router says itself in the final answer, and
 * a length, which it may not have (RFC 9110, 8.6).
 */
export function toClientInterim(fields: readonly string[]): string[] {
  const endsHere = hopByHop(valuesOf(fields, 'connection'));
  const stays = (field: string) => !endsHere(field) && !NOT_INTERIM.has(field);
  return fields.filter((_, index) => stays((fields[index - (index % 2)] ?? '').toLowerCase()));
}

const NOT_INTERIM: ReadonlySet<string> = new Set([
  'content-length',
  'x-fallback-reason',
  'x-request-id',
  'x-routed-to',
]);

/** A head as undici's parser gives it: each byte one character, so that none is lost. */
export function fieldsOf(raw: readonly Buffer[]): string[] {
  return raw.map((bytes) => bytes.toString('latin1'));
}

/** The head of an answer that switches protocols, which the field that names the new one belongs to (RFC 9110, 15.2.2). */
export function toClientUpgrade(
  fields: readonly string[],
  context: Omit<ResponseContext, 'status' | 'close'>,
): string[] {
  const protocol = valuesOf(fields, 'upgrade').join(', ');
  return [...toClient(fields, { ...context, status: 101, close: false }), 'connection', 'upgrade', 'upgrade', protocol];
}
