import { REPLAY_HEADER } from '../../contract/replay-mark.ts';
import type { ClientAddress } from './client-address.ts';
import { valuesOf } from './field-lines.ts';
import { ROUTE_HEADER, ROUTE_TOKEN_HEADER } from './forced-route.ts';
import { hopByHop } from './hop-by-hop.ts';
import type { Trace } from './traceparent.ts';

/** How the router names itself in Via (RFC 9110, 7.6.3). */
export const PSEUDONYM = 'lockstep';

const VIA = `1.1 ${PSEUDONYM}`;

export interface RequestContext {
  readonly httpVersion: string;
  readonly requestId: string;
  readonly trace: Trace;
  readonly address: Omit<ClientAddress, 'subscriber'>;
  /** How often the request may still be forwarded, where it says so and its method heeds it. */
  readonly forwardsLeft: number | undefined;
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
  const { httpVersion, requestId, trace, address, forwardsLeft, authority } = context;
  const endsHere = hopByHop(valuesOf(raw, 'connection'));
  const claims: Claims = { for: [], forwarded: [], host: false, proto: false };
  const headers: string[] = [];
  let host: string | undefined;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    const field = name.toLowerCase();
    if (field === 'host') {
      host = authority ?? value;
      headers.push(name, host);
    } else if (endsHere(field) || isOurs(field) || (trace.started && isTrace(field))) {
      // dropped
    } else if (field === 'max-forwards' && forwardsLeft !== undefined) {
      headers.push(name, String(forwardsLeft - 1));
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
  // A trusted proxy that does not speak `Forwarded` has its chain in X-Forwarded-For alone: half a chain would hide its client.
  if (claims.forwarded.length > 0 || claims.for.length === 0) {
    headers.push('forwarded', [...claims.forwarded, forwardedElement(address.peer, host)].join(', '));
  }
  if (trace.started) headers.push('traceparent', trace.traceparent);
  headers.push('x-request-id', requestId, 'via', httpVersion === '1.1' ? VIA : `${httpVersion} ${PSEUDONYM}`);
  return headers;
}

/** What a trusted proxy said about its client. */
interface Claims {
  readonly for: string[];
  readonly forwarded: string[];
  host: boolean;
  proto: boolean;
}

/** Notes the claim; tells whether the field stays where it stands. */
function noteClaim(claims: Claims, field: string, value: string): boolean {
  if (field === 'x-forwarded-for') {
    claims.for.push(value);
    return false;
  }
  if (field === 'forwarded') {
    claims.forwarded.push(value);
    return false;
  }
  if (field === 'x-forwarded-host') claims.host = true;
  if (field === 'x-forwarded-proto') claims.proto = true;
  return true;
}

/** One hop's element of `Forwarded` (RFC 7239, 4); `host` is valid, so it holds nothing that would end its quotes. */
function forwardedElement(peer: string, host: string | undefined): string {
  const node = peer.includes(':') ? `for="[${peer}]"` : `for=${peer === '' ? 'unknown' : peer}`;
  return host === undefined ? `${node};proto=http` : `${node};host="${host}";proto=http`;
}

function isTrace(field: string): boolean {
  return field === 'traceparent' || field === 'tracestate';
}

function isForwardingClaim(field: string): boolean {
  return field === 'forwarded' || field.startsWith('x-forwarded-');
}

const OURS: ReadonlySet<string> = new Set([
  'expect',
  'x-request-id',
  'x-routed-to',
  ROUTE_HEADER,
  ROUTE_TOKEN_HEADER,
  REPLAY_HEADER,
]);

function isOurs(field: string): boolean {
  return OURS.has(field);
}
