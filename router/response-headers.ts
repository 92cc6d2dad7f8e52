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

/** The head of an interim answer (RFC 9110, 15.2) without what ends at this hop. */
export function toClientInterim(raw: readonly Buffer[]): string[] {
  const fields = raw.map((bytes) => bytes.toString('latin1'));
  const endsHere = hopByHop(valuesOf(fields, 'connection'));
  return fields.filter((_, index) => !endsHere((fields[index - (index % 2)] ?? '').toLowerCase()));
}
