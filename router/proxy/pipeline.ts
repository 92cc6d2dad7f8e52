import type { Match } from '../../contract/match.ts';
import { problem } from '../../contract/problems.ts';
import type { Admit } from './admission.ts';
import { answerProblem, answerServerOptions, answerTrace } from './answer.ts';
import { type AttemptParts, attemptUntilAnswered, type Notes } from './attempts.ts';
import type { Capturing } from './capture.ts';
import type { ClientAddress } from './client-address.ts';
import { decide } from './decide.ts';
import type { Exchange } from './exchange.ts';
import { problemOf } from './failure.ts';
import type { ForcedRoute } from './forced-route.ts';
import type { Gathering } from './gathering.ts';
import type { Identify } from './identify.ts';
import { forwardsLeft } from './max-forwards.ts';
import type { Observer } from './observe.ts';
import { guard } from './request-guard.ts';

export interface PipelineParts extends AttemptParts {
  readonly match: (method: string, path: string) => Match;
  readonly clientAddress: (request: Exchange['request']) => ClientAddress;
  readonly identify: Identify;
  readonly bucketOf: (key: string) => number;
  readonly admit: Admit;
  readonly forcedRoute: ForcedRoute;
  readonly gathering: Gathering;
  readonly observe: Observer;
  /** Present where somebody may want a second look at exchanges. */
  readonly capturing: Capturing | undefined;
}

/**
 * The way of a request: `identify -> decide -> forward -> observe -> fall back`. Settles when the answer has left, or when the client
 * has.
 */
export function createPipeline(parts: PipelineParts): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const notes: Notes = { decision: undefined, routedTo: 'none', fallback: undefined, failures: [] };
    const startedAt = parts.now();
    const closed = new Promise((resolve) => exchange.response.once('close', resolve));
    try {
      await route(exchange, parts, notes);
    } catch (error) {
      parts.observe({ kind: 'fault', ...about(exchange), error });
      answerFault(exchange);
    }
    await closed;
    exchange.capture?.finish(exchange.response.writableFinished);
    observeAnswer(exchange, parts, notes, startedAt);
  };
}

async function route(exchange: Exchange, parts: PipelineParts, notes: Notes): Promise<void> {
  const { request, target } = exchange;
  const { httpVersion, rawHeaders } = request;
  const refusal = guard({ httpVersion, rawHeaders, target, maxBodyBytes: exchange.maxBodyBytes });
  if (refusal !== undefined) return answerProblem(exchange, refusal, { routedTo: 'none', close: true });
  const isLast = forwardsLeft(exchange.method, rawHeaders) === 0;
  if (isLast && exchange.method === 'TRACE') return answerTrace(exchange, parts.closing());
  if (isLast || target?.origin === '*') return answerServerOptions(exchange, parts.closing());

  const address = parts.clientAddress(request);
  if (exchange.body !== undefined && exchange.upgrade === undefined) {
    await parts.gathering.whole(exchange.body, exchange.declaredBytes, address.subscriber);
    if (exchange.abandoned || exchange.response.headersSent) return;
  }

  const identity = parts.identify(request.headers, address.client);
  const decision = decide({
    method: exchange.method,
    match: parts.match(exchange.method, exchange.path),
    identity,
    arriving: exchange.body?.complete === false,
    admit: parts.admit,
    forced: parts.forcedRoute(request.headers),
    bucketOf: parts.bucketOf,
  });
  notes.decision = decision;
  parts.observe({ kind: 'decision', ...about(exchange), decision });
  exchange.capture = parts.capturing?.(decision, exchange);

  const failure = await attemptUntilAnswered(exchange, address, decision, parts, notes);
  if (failure === undefined || exchange.abandoned) return;
  answerProblem(exchange, problemOf(failure), { routedTo: notes.routedTo, close: parts.closing() });
}

function observeAnswer(exchange: Exchange, { observe, now }: PipelineParts, notes: Notes, startedAt: number): void {
  const { response } = exchange;
  observe({
    kind: 'answer',
    ...about(exchange),
    traceId: exchange.trace.traceId,
    operation: notes.decision?.operation,
    fallback: notes.fallback,
    routedTo: notes.routedTo,
    status: response.headersSent ? response.statusCode : undefined,
    complete: response.writableFinished,
    failures: notes.failures,
    durationMs: now() - startedAt,
  });
}

/** A fault of the router's own costs one answer, never the process. */
function answerFault(exchange: Exchange): void {
  exchange.abandon();
  const { response } = exchange;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What made it fail may stand in the half-made head.
  response.statusMessage = '';
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  answerProblem(exchange, problem('internal_error', 'The router failed.'), { routedTo: 'none', close: true });
}

function about({ requestId, method, path }: Exchange) {
  return { requestId, method, path };
}
