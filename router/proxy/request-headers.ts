import type { ClientAddress } from './client-address.ts';
import { valuesOf } from './field-lines.ts';
import { hopByHop } from './hop-by-hop.ts';

/** How the router names itself in Via (RFC 9110, 7.6.3). */
export const PSEUDONYM = 'lockstep';

export interface RequestContext {
  readonly httpVersion: string;
  readonly requestId: string;
  readonly address: ClientAddress;
  /** Authority of an absolute-form target. */
  readonly authority: string | undefined;
}

/**
 * The head that goes upstream. Order, case and repeats of the client's fields stay; what the router writes itself stands last.
 *
 * `Expect` ends here because the router answers it. A client's word on who it is (X-Forwarded-*, Forwarded) passes only if it is
 * a trusted proxy; its x-routed-to never does.
 *
 * @param raw names and values in turn, as node's parser gives them
 */
export function toUpstream(raw: readonly string[], context: RequestContext): string[] {
  const { httpVersion, requestId, address, authority } = context;
  const endsHere = hopByHop(valuesOf(raw, 'connection'));
  const claims: Claims = { for: [], host: false, proto: false };
  const headers: string[] = [];
  let host: string | undefined;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    const field = name.toLowerCase();
    if (field === 'host') {
      host = authority ?? value;
      headers.push(name, host);
    } else if (endsHere(field) || isOurs(field)) {
      // dropped
    } else if (!isForwardingClaim(field)) {
      headers.push(name, value);
    } else if (address.peerTrusted) {
      if (noteClaim(claims, field, value)) headers.push(name, value);
    }
  }
  if (host === undefined && authority !== undefined) {
    host = authority;
    headers.push('host', host);
  }
  headers.push('x-forwarded-for', [...claims.for, address.peer].join(', '));
  if (!claims.host && host !== undefined) headers.push('x-forwarded-host', host);
  if (!claims.proto) headers.push('x-forwarded-proto', 'http');
  headers.push('x-request-id', requestId, 'via', `${httpVersion} ${PSEUDONYM}`);
  return headers;
}

/** What a trusted proxy said about its client. */
interface Claims {
  readonly for: string[];
  host: boolean;
  proto: boolean;
}

/** Notes the claim; tells whether the field stays where it stands. */
function noteClaim(claims: Claims, field: string, value: string): boolean {
  if (field === 'x-forwarded-for') {
    claims.for.push(value);
    return false;
  }
  if (field === 'x-forwarded-host') claims.host = true;
  if (field === 'x-forwarded-proto') claims.proto = true;
  return true;
}

function isForwardingClaim(field: string): boolean {
  return field === 'forwarded' || field.startsWith('x-forwarded-');
}

function isOurs(field: string): boolean {
  return field === 'expect' || field === 'x-request-id' || field === 'x-routed-to';
}
