import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { UpstreamName } from './decide.ts';

/** Which server an operator asks for, and the header that shows that it is one. Neither ever goes upstream. */
export const ROUTE_HEADER = 'x-lockstep-route';
export const ROUTE_TOKEN_HEADER = 'x-lockstep-route-token';

/** The upstream that a request with the operator's token asks for. */
export type ForcedRoute = (headers: IncomingHttpHeaders) => UpstreamName | undefined;

/** Why a request that asks for a server, and brings a token, goes where it would have gone without. */
export type RouteRefusal = 'no-token-set' | 'wrong-token' | 'no-such-server';

/**
 * @param token without one, no request can choose
 * @param onRefused told of each request that tried to; its client is not, or it could guess tokens by the answers
 */
export function createForcedRoute(
  token: string | undefined,
  onRefused: (why: RouteRefusal) => void = () => {},
): ForcedRoute {
  const expected = token === undefined ? undefined : digest(token);
  return (headers) => {
    const given = headers[ROUTE_TOKEN_HEADER];
    if (typeof given !== 'string') return undefined;
    const route = headers[ROUTE_HEADER];
    if (expected === undefined) onRefused('no-token-set');
    else if (!timingSafeEqual(digest(given), expected)) onRefused('wrong-token');
    else if (route !== 'express' && route !== 'fastify') onRefused('no-such-server');
    else return route;
    return undefined;
  };
}

/** Of equal length whatever was given, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
