import { REPLAY_HEADER, replayMark } from '../../contract/replay-mark.ts';
import type { Admit } from './admission.ts';
import type { RoutedTo } from './answer.ts';
import type { ClientAddress } from './client-address.ts';
import type { Decision, UpstreamName } from './decide.ts';
import type { Exchange } from './exchange.ts';
import { describeFailure, type Failure, shortReason } from './failure.ts';
import { type Attempt, firstAttempt, isFailedAnswer, nextAttempt, standIn } from './fallback.ts';
import { forward, type Outcome } from './forward.ts';
import { forwardsLeft } from './max-forwards.ts';
import type { Observer } from './observe.ts';
import { toUpstream } from './request-headers.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Upstream } from './upstream.ts';

export interface FallbackSettings {
  /** Whether another server may answer what the decided one could not. */
  readonly rollbackOnError: boolean;
  /** From the decision to the beginning of the answer, whoever gives it. */
  readonly deadlineMs: number;
  /** Largest request body that is kept for a repeat. */
  readonly replayBytes: number;
  /** Shared with the servers, which do not count a repeat against anybody's limits; without it they do. */
  readonly replayToken: string | undefined;
}

export interface AttemptParts {
  readonly admit: Admit;
  readonly fallback: FallbackSettings;
  readonly retryBudget: RetryBudget;
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly observe: Observer;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** The router is ending: each answer is its connection's last. */
  readonly closing: () => boolean;
}

/** What has been found out about a request, for the line that its answer gets in the log. */
export interface Notes {
  decision: Decision | undefined;
  routedTo: RoutedTo;
  /** Why another server than the decided one was asked. */
  fallback: string | undefined;
  readonly failures: string[];
}

/**
 * Asks one upstream after the other until the client has an answer.
 *
 * @returns the last failure, where it has none yet
 */
export async function attemptUntilAnswered(
  exchange: Exchange,
  address: ClientAddress,
  decision: Decision,
  parts: AttemptParts,
  notes: Notes,
): Promise<Failure | undefined> {
  const { now, fallback, retryBudget, observe } = parts;
  const startedAt = now();
  retryBudget.note();
  if (decision.safe || decision.idempotent) exchange.body?.keep(fallback.replayBytes);
  const headers = headersOf(exchange, address);
  exchange.capture?.noteRequest(headers);
  let mayHaveRun = false;
  for (let attempt: Attempt = firstAttempt(decision); ; ) {
    const rules = rulesFor(decision, parts);
    const replaceable = standIn(attempt.upstream, rules) !== undefined && (decision.safe || decision.idempotent);
    const attemptedAt = now();
    const left = fallback.deadlineMs - (attemptedAt - startedAt);
    notes.routedTo = attempt.upstream;
    const asked = attempt;
    let turnAt: number | undefined;
    const outcome: Outcome = await forward(exchange, parts.upstreams[attempt.upstream], {
      connection: attempt.connection,
      headers: mayHaveRun ? [...headers, ...markOf(exchange, fallback.replayToken)] : headers,
      closing: parts.closing,
      // Half of the client's patience is kept for whoever would stand in.
      headersTimeoutMs: Math.max(1, Math.ceil(replaceable ? left / 2 : left)),
      refuses: replaceable ? (status) => isFailedAnswer(attempt.upstream, status, decision) : undefined,
      fallback: notes.fallback,
      subscriber: address.subscriber,
      onUpstreamTurn() {
        turnAt = now();
        observe({ kind: 'turn', ...about(exchange), decision, attempt: asked });
      },
    });
    const endedAt = now();
    const waited = turnAt === undefined ? {} : { waitedMs: endedAt - turnAt };
    const durationMs = endedAt - attemptedAt;
    observe({ kind: 'attempt', ...about(exchange), decision, attempt, outcome, durationMs, ...waited });

    if (outcome.kind === 'answered' || outcome.kind === 'abandoned') return undefined;
    notes.failures.push(`${attempt.upstream}: ${describeFailure(outcome.failure)}`);
    if (outcome.kind === 'cut-short') return undefined;
    const late = now() - startedAt >= fallback.deadlineMs;
    const next = late ? undefined : nextAttempt(attempt, outcome.failure, { ...rules, takeRepeat: retryBudget.take });
    if (next === undefined) return outcome.failure;
    if (next.upstream !== attempt.upstream) notes.fallback = shortReason(outcome.failure);
    mayHaveRun ||= outcome.failure.sent;
    attempt = next;
  }
}

function rulesFor(decision: Decision, { admit, fallback }: AttemptParts) {
  const { operation } = decision;
  const admission = operation === undefined ? undefined : admit(operation);
  const candidateOpen = admission !== undefined && admission.percentage > 0 && admission.trial === undefined;
  return { decision, rollbackOnError: fallback.rollbackOnError, candidateOpen };
}

function headersOf({ request, requestId, trace, method, target }: Exchange, address: ClientAddress): string[] {
  const { httpVersion, rawHeaders } = request;
  return toUpstream(rawHeaders, {
    httpVersion,
    requestId,
    trace,
    address,
    forwardsLeft: forwardsLeft(method, rawHeaders),
    authority: target?.authority,
  });
}

function markOf({ method, target, requestId }: Exchange, token: string | undefined): string[] {
  if (token === undefined) return [];
  return [REPLAY_HEADER, replayMark(token, { method, target: target?.origin ?? '/', requestId })];
}

function about({ requestId, method, path }: Exchange) {
  return { requestId, method, path };
}
