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
}

/**
 * The head that goes to the client. Order, case and repeats of the upstream's fields stay (several Set-Cookie too), and so do
 * bytes above 0x7f. Exactly one x-request-id and one x-routed-to come out, whatever the upstream sent.
 *
 * @param raw names and values in turn, as bytes
 */
export function toClient(raw: readonly Buffer[], { status, requestId, upstream, close }: ResponseContext): string[] {
  const fields = raw.map((bytes) => bytes.toString('latin1'));
  const endsHere = hopByHop(valuesOf(fields, 'connection'));
  const headers: string[] = [];
  let identified = false;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? '';
    const value = fields[index + 1] ?? '';
    const field = name.toLowerCase();
    if (endsHere(field) || field === 'x-routed-to') continue;
    // RFC 9110, 8.6: no Content-Length with 204.
    if (field === 'content-length' && status === 204) continue;
    if (field !== 'x-request-id') headers.push(name, value);
    else if (!identified) {
      headers.push(name, requestId);
      identified = true;
    }
  }
  if (!identified) headers.push('x-request-id', requestId);
  headers.push('x-routed-to', upstream, 'via', `1.1 ${PSEUDONYM}`);
  if (close) headers.push('connection', 'close');
  return headers;
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
 * @param raw names and values in turn, as bytes
 */
export function unreadableFraming(raw: readonly Buffer[]): string | undefined {
  const codings = valuesOf(
    raw.map((bytes) => bytes.toString('latin1')),
    'transfer-encoding',
  );
  const readable = codings.length === 0 || (codings.length === 1 && codings[0]?.trim().toLowerCase() === 'chunked');
  return readable ? undefined : `transfer coding ${codings.join(', ')}`;
}

/** The head of an interim answer (RFC 9110, 15.2) without what ends at this hop. */
export function toClientInterim(raw: readonly Buffer[]): string[] {
  const fields = raw.map((bytes) => bytes.toString('latin1'));
  const endsHere = hopByHop(valuesOf(fields, 'connection'));
  return fields.filter((_, index) => !endsHere((fields[index - (index % 2)] ?? '').toLowerCase()));
}
