import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Contract } from '../../contract/document.ts';
import { createMatcher } from '../../contract/match.ts';
import { ProblemError, problem } from '../../contract/problems.ts';
import { pathOf } from './answer-error.ts';
import { invalid } from './refusals.ts';

/** What the routes of fastify-openapi-glue need besides, so that nothing gets by that the contract does not know. */
export function refuseUnknown(app: FastifyInstance, { operations }: Contract): void {
  const match = createMatcher(operations);
  app.addHook('onRoute', refuseEarly);
  app.setNotFoundHandler((request) => {
    const found = match(request.method, pathOf(request));
    if (found.kind !== 'method-not-allowed') throw new ProblemError(problem('not_found', 'There is no such path.'));
    const allow = found.allow.filter((method) => method !== 'OPTIONS').join(', ');
    throw new ProblemError(problem('method_not_allowed', `Allowed here: ${allow}.`, { headers: { allow } }));
  });
  app.addHook('preValidation', async (request) => {
    const found = match(request.method, pathOf(request));
    if (found.kind !== 'operation') return;
    const known = found.operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
    const unknown = Object.keys(request.query as object).filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    const detail = `is not known (there are: ${known.join(', ') || 'none'})`;
    throw invalid(unknown.slice(0, 5).map((name) => ({ pointer: `/query/${name.slice(0, 50)}`, detail })));
  });
}

/** Authenticates before the body is read. A body is validated also where its media type is left out. */
function refuseEarly(route: RouteOptions): void {
  if (route.preHandler !== undefined) {
    // Hooks of both kinds are called alike.
    route.onRequest = [route.preHandler].flat() as NonNullable<RouteOptions['onRequest']>;
    delete route.preHandler;
  }
  const body = route.schema?.body as { readonly content?: Record<string, { readonly schema: object }> } | undefined;
  const schema = body?.content?.['application/json']?.schema;
  if (schema !== undefined) route.schema = { ...route.schema, body: schema };
}
