import type { Logger } from 'pino';
import type { RouteRefusal } from './proxy/forced-route.ts';

/** Anybody may send wrong tokens, as many as they like: they must not fill the log. */
const EVERY_MS = 60_000;

const IN_WORDS: Readonly<Record<RouteRefusal, string>> = {
  'no-token-set': 'ROUTER_FORCE_TOKEN is not set, so no request can choose its server',
  'wrong-token': 'its token is not ROUTER_FORCE_TOKEN',
  'no-such-server': 'its token is right, but x-lockstep-route is neither express nor fastify',
};

/**
 * Warns of requests that asked for a server with a token and did not get it: at once, then once a minute at most, with how many there were.
 * @param now monotonic, in milliseconds
 */
export function createRefusedRouteLog(
  logger: Logger,
  now: () => number = () => performance.now(),
): (why: RouteRefusal) => void {
  let quietUntil = Number.NEGATIVE_INFINITY;
  let untold = 0;
  return (why) => {
    untold += 1;
    if (now() < quietUntil) return;
    quietUntil = now() + EVERY_MS;
    const times = untold === 1 ? '' : ` (the last of ${untold} since the warning before)`;
    untold = 0;
    logger.warn(`a request that asked for a server by x-lockstep-route went its usual way: ${IN_WORDS[why]}${times}`);
  };
}
