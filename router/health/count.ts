import type { Operation } from '../../contract/operations.ts';
import type { Decision, UpstreamName } from '../proxy/decide.ts';
import type { Observation } from '../proxy/observe.ts';
import { latencyBucket } from './latency.ts';
import { type Reason, Window } from './window.ts';

export type AttemptSeen = Extract<Observation, { kind: 'attempt' }>;

/** What is known of one operation on one upstream. */
export class Track {
  readonly window = new Window();
  /**
   * Requests whose turn came after the last one ended, and when the first of these came (to a quarter of a second). Without those whose
   * body still arrives or that have no place: it is not the upstream that lets them wait.
   */
  startedSinceEnd = 0;
  waitingSinceMs = 0;
  /** Failures in a row in which the upstream gave no sign of life. */
  silent = 0;

  started(nowMs: number): void {
    const { current } = this.window;
    current.touched = true;
    current.started += 1;
    if (this.startedSinceEnd === 0) this.waitingSinceMs = nowMs;
    this.startedSinceEnd += 1;
  }

  /** One that began has gone, and says nothing. */
  gone(): void {
    const { current } = this.window;
    current.touched = true;
    current.started -= 1;
    this.startedSinceEnd = Math.max(0, this.startedSinceEnd - 1);
  }

  clear(): void {
    this.window.clear();
    this.startedSinceEnd = 0;
    this.silent = 0;
  }
}

/** How an attempt ended, as far as it says something about the upstream that was asked. */
export type Sign =
  | { readonly kind: 'good' }
  /** 501 to 599, documented. */
  | { readonly kind: 'documented' }
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** The client went after a wait that is long for anybody. */
  | { readonly kind: 'waited' }
  | { readonly kind: 'nothing' };

/** How long a client must have waited in vain for its patience to tell of the server. */
const LONG_WAIT_MS = 1_000;

export const NOTHING: Sign = { kind: 'nothing' };
const GOOD: Sign = { kind: 'good' };
const DOCUMENTED: Sign = { kind: 'documented' };
const WAITED: Sign = { kind: 'waited' };

/**
 * What an attempt says. Nothing: what the client broke off, what cannot be sent at all, what found no place (those that have places
 * tell whether the upstream is slow), and what was let go because the upstream was given up. A 500 is a failure also where the contract documents what it looks like.
 */
export function signOf({ decision, outcome, waitedMs = 0 }: AttemptSeen): Sign {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status < 500 ? GOOD : signOfStatus(outcome.status, decision.operation);
    case 'abandoned':
      return outcome.waiting && waitedMs >= LONG_WAIT_MS ? WAITED : NOTHING;
    case 'cut-short':
      return { kind: 'failed', reason: outcome.failure.reason };
    case 'failed': {
      const { reason, status } = outcome.failure;
      if (reason === 'unsendable' || reason === 'given-up' || reason === 'overloaded') return NOTHING;
      return status === undefined ? { kind: 'failed', reason } : signOfStatus(status, decision.operation);
    }
  }
}

function signOfStatus(status: number, operation: Operation | undefined): Sign {
  return isFailure(status, operation) ? { kind: 'failed', reason: 'status' } : DOCUMENTED;
}

/** The server failed: it said so with 500, or with another status from there on that the contract does not have. */
export function isFailure(status: number, operation: Operation | undefined): boolean {
  if (status <= 500) return status === 500;
  const responses = operation?.responses ?? {};
  return !(String(status) in responses || '5XX' in responses || '5xx' in responses);
}

/** Counts the attempt of the server that was decided. */
export function count(track: Track, sign: Sign, seen: AttemptSeen): void {
  const { current } = track.window;
  const { outcome, waitedMs, decision } = seen;
  if (sign.kind === 'nothing' || sign.kind === 'waited') {
    if (waitedMs !== undefined) track.gone();
    if (sign.kind === 'waited') tally(current.latency, waitedMs ?? 0);
    return;
  }
  current.touched = true;
  // An upload that was answered before all of it was there.
  if (waitedMs === undefined) current.started += 1;
  track.startedSinceEnd = 0;
  const user = 1 << (decision.bucket & 31);
  current.ended += 1;
  current.users |= user;
  if (sign.kind === 'failed') {
    current.failed += 1;
    current.failingUsers |= user;
    current.reasons[sign.reason] = (current.reasons[sign.reason] ?? 0) + 1;
  } else if (sign.kind === 'documented') {
    current.documented += 1;
    current.failingUsers |= user;
  }
  if (outcome.kind !== 'answered') return;
  tally(current.latency, outcome.headMs);
  if (waitedMs !== undefined && waitedMs > current.longestMs) current.longestMs = waitedMs;
}

/** Takes back what `count` counted for `sign`. */
export function discount(track: Track, sign: Sign): void {
  const { current } = track.window;
  if (sign.kind !== 'failed' && sign.kind !== 'documented') return;
  current.touched = true;
  current.ended -= 1;
  if (sign.kind === 'documented') {
    current.documented -= 1;
    return;
  }
  current.failed -= 1;
  current.reasons[sign.reason] = (current.reasons[sign.reason] ?? 0) - 1;
}

/** Whether two servers failed a request alike, so that it tells of the request, or of what both depend on. */
export function areAlike(one: Sign, other: Sign): boolean {
  const kindOf = (sign: Sign) => {
    if (sign.kind === 'documented' || (sign.kind === 'failed' && sign.reason === 'status')) return 'status';
    return sign.kind === 'failed' ? sign.reason : undefined;
  };
  const kind = kindOf(one);
  return kind !== undefined && kind === kindOf(other);
}

/** Whether an attempt shows an upstream that gives no sign of life; undefined where it shows neither. */
export function isSilent({ attempt, decision, outcome }: AttemptSeen): 'connect' | 'no-answer' | 'alive' | undefined {
  if (outcome.kind === 'answered') return 'alive';
  if (outcome.kind === 'abandoned') return undefined;
  const { reason, sent, repeatable } = outcome.failure;
  switch (reason) {
    case 'unreachable':
    case 'connect-timeout':
      return 'connect';
    case 'headers-timeout':
    case 'body-timeout':
      return 'no-answer';
    case 'failed-answer':
      return 'alive';
    case 'reset': {
      // An idle connection may have been closed just then; what may be repeated is, on a fresh one, and that one tells.
      const mayBeStale = attempt.connection === 'pooled' && (!sent || (repeatable && mayRepeat(decision)));
      return mayBeStale && outcome.kind === 'failed' ? undefined : 'no-answer';
    }
    default:
      return undefined;
  }
}

function mayRepeat({ safe, idempotent }: Decision): boolean {
  return safe || idempotent;
}

function tally(histogram: Uint32Array, durationMs: number): void {
  const bucket = latencyBucket(durationMs);
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
}

export type ByUpstream<T> = Readonly<Record<UpstreamName, T>>;
