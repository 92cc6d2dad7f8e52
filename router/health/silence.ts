import { EVERYTHING } from '../rollout/state.ts';
import type { Track } from './count.ts';
import { milliseconds, type Verdict } from './verdict.ts';
import { RECENT_SECONDS } from './window.ts';

/** Failures in a row, and probes in a row, after which a server counts as gone. */
const MAX_SILENT = 5;
const MAX_PROBES_DOWN = 2;

/** One look at a server from outside its traffic. */
export interface ProbeSeen {
  readonly up: boolean;
  readonly status?: number;
  readonly latencyMs?: number;
  readonly reason?: string;
}

/** What shows whether a server is there at all. */
export class SignsOfLife {
  /** Attempts in a row without any answer; how many of the last ones could not connect. */
  silent = 0;
  unconnected = 0;
  /** Operations among them: one, or `several`. */
  #operation: string | undefined;
  #several = false;
  probesDown = 0;
  probesUp = 0;
  #lastProbe: ProbeSeen | undefined;

  /** @param operation undefined for what the contract does not know */
  attempt(what: 'connect' | 'no-answer' | 'alive', operation: string | undefined): void {
    if (what === 'alive') {
      this.silent = 0;
      this.unconnected = 0;
      this.#operation = undefined;
      this.#several = false;
      return;
    }
    if (this.silent > 0 && operation !== this.#operation) this.#several = true;
    this.#operation = operation;
    this.silent += 1;
    this.unconnected = what === 'connect' ? this.unconnected + 1 : 0;
  }

  probe(seen: ProbeSeen): void {
    this.#lastProbe = seen;
    this.probesDown = seen.up ? 0 : this.probesDown + 1;
    this.probesUp = seen.up ? this.probesUp + 1 : 0;
  }

  /** Nothing of what it did before counts. */
  forgetAttempts(): void {
    this.attempt('alive', undefined);
  }

  /** It is gone, or may be. */
  get isDoubtful(): boolean {
    return this.silent >= MAX_SILENT || this.probesDown > 0;
  }

  /** The silent attempts were at several operations. */
  get several(): boolean {
    return this.#several;
  }

  get probeWords(): string {
    const { status, reason = status === undefined ? 'no answer' : `status ${status}` } = this.#lastProbe ?? {};
    return reason;
  }
}

/**
 * Whether the candidate is gone: it cannot be reached, or several of its operations do not answer. One operation that does not answer while
 * nothing else is asked is that operation's trip.
 */
export function judgeLife(candidate: SignsOfLife, baseline: SignsOfLife): Verdict | undefined {
  const signs = [
    candidate.probesDown >= MAX_PROBES_DOWN
      ? `${candidate.probesDown} probes in a row failed (${candidate.probeWords}), trips from ${MAX_PROBES_DOWN}`
      : '',
    candidate.unconnected >= MAX_SILENT
      ? `${candidate.unconnected} attempts in a row could not connect, trips from ${MAX_SILENT}`
      : '',
    candidate.silent >= MAX_SILENT && candidate.several
      ? `${candidate.silent} attempts in a row at several operations got no answer, trips from ${MAX_SILENT}`
      : '',
  ].filter((sign) => sign !== '');
  if (signs.length === 0) return undefined;
  const words = `fastify: ${signs.join('; ')}`;
  if (!baseline.isDoubtful) return verdict(EVERYTHING, 'no sign of life', 'trip', words);
  const shared = `express: ${baseline.silent} attempts in a row without an answer, ${baseline.probesDown} probes failed`;
  return verdict(EVERYTHING, 'no sign of life', 'hold', `${words}; ${shared}: nobody could stand in`);
}

/** Whether one operation of the candidate gives no sign of life. */
export function judgeSilence(scope: string, candidate: Track, baseline: SignsOfLife): Verdict | undefined {
  if (candidate.silent < MAX_SILENT) return undefined;
  const words = `fastify: ${candidate.silent} attempts in a row got no answer, trips from ${MAX_SILENT}`;
  return verdict(scope, 'no sign of life', baseline.isDoubtful ? 'hold' : 'trip', words);
}

/** How many must wait, and how long at least the first of them has waited. */
const HANGING = { requests: 5, ms: 2_000, times: 4, baselineEnded: 20 } as const;

/**
 * Whether an operation hangs on the candidate, told before any timeout: several requests began and none ended, for far longer than any took on
 * the baseline. Answers that last (streams) look alike from here, so the baseline must have fewer unended ones.
 */
export function judgeHanging(scope: string, candidate: Track, baseline: Track, nowMs: number): Verdict | undefined {
  const { startedSinceEnd, waitingSinceMs } = candidate;
  if (startedSinceEnd < HANGING.requests) return undefined;
  const waitedMs = nowMs - waitingSinceMs;
  if (waitedMs < HANGING.ms) return undefined;
  const recent = baseline.window.counts('recent');
  const { started, ended, longestMs } = baseline.window.counts('long');
  const limitMs = Math.max(HANGING.ms, HANGING.times * longestMs);
  const isKnown = recent.ended >= HANGING.baselineEnded && started - ended < startedSinceEnd;
  if (!isKnown || waitedMs < limitMs) return undefined;
  const words =
    `fastify: ${startedSinceEnd} requests began and none ended for ${milliseconds(waitedMs)}, express ended ${recent.ended} ` +
    `in ${RECENT_SECONDS} s, the longest in ${milliseconds(longestMs)}; trips from ${HANGING.requests} after ${milliseconds(limitMs)}`;
  return verdict(scope, 'no answers', 'trip', words);
}

function verdict(scope: string, check: Verdict['check'], finding: Verdict['finding'], words: string): Verdict {
  return { scope, check, finding, line: `${scope}: ${check}: ${words}: ${finding}` };
}
