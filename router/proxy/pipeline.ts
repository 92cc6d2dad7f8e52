import type { Match } from '../../contract/match.ts';
import { problem } from '../../contract/problems.ts';
import { answerProblem, answerServerOptions, type RoutedTo } from './answer.ts';
import type { ClientAddress } from './client-address.ts';
import { type Decision, decide, type UpstreamName } from './decide.ts';
import type { Exchange } from './exchange.ts';
import { describeFailure, type Failure, problemOf } from './failure.ts';
import { type Attempt, firstAttempt, nextAttempt } from './fallback.ts';
import { forward, type Outcome } from './forward.ts';
import type { Identity } from './identify.ts';
import type { Observer } from './observe.ts';
import { guard } from './request-guard.ts';
import { toUpstream } from './request-headers.ts';
import type { Upstream } from './upstream.ts';

export interface PipelineParts {
  readonly match: (method: string, path: string) => Match;
  readonly clientAddress: (request: Exchange['request']) => ClientAddress;
  readonly identify: (request: Exchange['request'], clientAddress: string) => Identity;
  readonly salt: string;
  /** Asked for each request, so that a rollout can change them. */
  readonly percentage: () => number;
  readonly rollbackOnError: () => boolean;
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly observe: Observer;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** The router is ending: each answer is its connection's last. */
  readonly closing: () => boolean;
}

/** What the pipeline has found out about a request, for the line that its answer gets in the log. */
interface Notes {
  operation: string | undefined;
  routedTo: RoutedTo;
  readonly failures: string[];
}

/**
 * The way of a request: `identify -> decide -> forward -> observe -> fall back`. Settles when the answer has left, or when the client
 * has.
 */
export function createPipeline(parts: PipelineParts): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const notes: Notes = { operation: undefined, routedTo: 'none', failures: [] };
    const startedAt = parts.now();
    const closed = new Promise((resolve) => exchange.response.once('close', resolve));
    try {
      await route(exchange, parts, notes);
    } catch (error) {
      parts.observe({ kind: 'fault', ...about(exchange), error });
      answerFault(exchange);
    }
    await closed;
    observeAnswer(exchange, parts, notes, startedAt);
  };
}

async function route(exchange: Exchange, parts: PipelineParts, notes: Notes): Promise<void> {
  const { request, target } = exchange;
  const refusal = guard({ httpVersion: request.httpVersion, rawHeaders: request.rawHeaders, target });
  if (refusal !== undefined) return answerProblem(exchange, refusal, { routedTo: 'none', close: true });
  if (target?.origin === '*') return answerServerOptions(exchange, parts.closing());

  const address = parts.clientAddress(request);
  const identity = parts.identify(request, address.client);
  const decision = decide({
    method: exchange.method,
    match: parts.match(exchange.method, exchange.path),
    identity,
    percentage: parts.percentage(),
    salt: parts.salt,
  });
  notes.operation = decision.operation;
  parts.observe({ kind: 'decision', ...about(exchange), decision });

  const failure = await attemptUntilAnswered(exchange, address, decision, parts, notes);
  if (failure === undefined || exchange.abandoned) return;
  answerProblem(exchange, problemOf(failure), { routedTo: notes.routedTo, close: parts.closing() });
}

/** @returns the last failure, where the client has no answer yet */
async function attemptUntilAnswered(
  exchange: Exchange,
  address: ClientAddress,
  decision: Decision,
  parts: PipelineParts,
  notes: Notes,
): Promise<Failure | undefined> {
  const { request, requestId, target } = exchange;
  const headers = toUpstream(request.rawHeaders, {
    httpVersion: request.httpVersion,
    requestId,
    address,
    authority: target?.authority,
  });
  for (let attempt: Attempt = firstAttempt(decision); ; ) {
    notes.routedTo = attempt.upstream;
    const startedAt = parts.now();
    const upstream = parts.upstreams[attempt.upstream];
    const outcome: Outcome = await forward(exchange, upstream, attempt.connection, headers, parts.closing);
    const durationMs = parts.now() - startedAt;
    const { operation } = decision;
    parts.observe({ kind: 'attempt', ...about(exchange), operation, attempt, outcome, durationMs });

    if (outcome.kind === 'answered' || outcome.kind === 'abandoned') return undefined;
    notes.failures.push(`${attempt.upstream}: ${describeFailure(outcome.failure)}`);
    if (outcome.kind === 'cut-short') return undefined;
    const rules = { safe: decision.safe, rollbackOnError: parts.rollbackOnError() };
    const next = nextAttempt(attempt, outcome.failure, rules);
    if (next === undefined) return outcome.failure;
    attempt = next;
  }
}

function observeAnswer(exchange: Exchange, { observe, now }: PipelineParts, notes: Notes, startedAt: number): void {
  const { response } = exchange;
  observe({
    kind: 'answer',
    ...about(exchange),
    operation: notes.operation,
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
