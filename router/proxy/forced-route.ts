import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { UpstreamName } from './decide.ts';

/** Which server an operator asks for, and the header that shows that it is one. Neither ever goes upstream. */
export const ROUTE_HEADER = 'x-lockstep-route';
export const ROUTE_TOKEN_HEADER = 'x-lockstep-route-token';

/** The upstream that a request with the operator's token asks for. */
export type ForcedRoute = (headers: IncomingHttpHeaders) => UpstreamName | undefined;

/** @param token without one, no request can choose */
export function createForcedRoute(token: string | undefined): ForcedRoute {
  if (token === undefined) return () => undefined;
  const expected = digest(token);
  return (headers) => {
    const route = headers[ROUTE_HEADER];
    const given = headers[ROUTE_TOKEN_HEADER];
    if ((route !== 'express' && route !== 'fastify') || typeof given !== 'string') return undefined;
    return timingSafeEqual(digest(given), expected) ? route : undefined;
  };
}

/** Of equal length whatever was given, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
