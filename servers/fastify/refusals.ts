import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit';
import type { FastifyInstance, onRequestAsyncHookHandler, onRequestHookHandler, RouteOptions } from 'fastify';
import type { AppOptions } from '../policy/app-options.ts';
import { type Charge, chargeFor, requireOperation, settleMediaType, tooManyRequests } from '../policy/refusals.ts';
import { answering } from './authentication.ts';
import './request.ts';

/**
 * Puts the refusals that come before the body in front of each route of the contract, in the contract's order. The
 * authentication is fastify-openapi-glue's: it registers it as a preHandler, which would come after the validation.
 */
export async function registerRefusals(app: FastifyInstance, options: AppOptions): Promise<void> {
  await app.register(rateLimit, { global: false, store: ChargeStore });
  const limitByAddress = limit(app, 'address');
  const limitByUser = limit(app, 'user');
  const operations = new Map(options.contract.operations.map((operation) => [operation.id, operation]));

  app.addHook('onRoute', (route) => {
    const operation = operations.get(operationIdOf(route));
    if (operation === undefined) return;
    // As fastify-openapi-glue makes it: asynchronous, and one at most.
    const authenticate = route.preHandler as Parameters<typeof answering>[0] | undefined;
    delete route.preHandler;
    const has = (by: 'address' | 'user') => operation.limits.some((limit) => limit.by === by);
    route.onRequest = [
      refuseOther,
      ...(has('address') ? [limitByAddress] : []),
      ...(authenticate === undefined ? [] : [answering(authenticate)]),
      ...(has('user') ? [limitByUser] : []),
      checkMediaType,
    ] as onRequestHookHandler[];
  });
}

function operationIdOf(route: RouteOptions): string {
  return String((route.schema as { readonly operationId?: unknown } | undefined)?.operationId);
}

/** A target that Fastify's router takes for the operation's and the contract does not. */
const refuseOther: onRequestHookHandler = ({ exchange }, _reply, next) => {
  requireOperation(exchange.match, exchange.path);
  next();
};

const checkMediaType: onRequestHookHandler = ({ exchange }, _reply, next) => {
  settleMediaType(requireOperation(exchange.match, exchange.path), exchange);
  next();
};

function limit(app: FastifyInstance, by: 'address' | 'user'): onRequestAsyncHookHandler {
  const noCharge: Charge = { spend: () => true };
  const ask = app.createRateLimit({
    max: 1,
    // The plugin hands the key to the store as it is; a charge brings along which budgets to draw from.
    keyGenerator: ({ exchange }) => {
      const operation = requireOperation(exchange.match, exchange.path);
      return (chargeFor(operation, by, exchange) ?? noCharge) as unknown as string;
    },
  });
  return async (request) => {
    const verdict = await ask(request);
    if (!verdict.isAllowed && verdict.isExceeded) throw tooManyRequests(request.exchange.budgets);
  };
}

/** The store behind @fastify/rate-limit: the one that both servers count in, which takes all budgets of a request at once. */
class ChargeStore implements FastifyRateLimitStore {
  incr(
    key: string,
    callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    _window?: number,
    max = 1,
  ): void {
    const charge = key as unknown as Charge;
    callback(null, { current: charge.spend() ? 0 : max + 1, ttl: 0 });
  }

  child(): this {
    return this;
  }
}
