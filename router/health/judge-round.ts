import { EVERYTHING, type Scope } from '../rollout/state.ts';
import type { Counters } from './counters.ts';
import { judgeAllFailures, judgeFailures } from './judge-failures.ts';
import { judgeAllLatency, judgeLatency } from './judge-latency.ts';
import { judgeHanging } from './silence.ts';
import type { Verdict } from './verdict.ts';

export interface Moment {
  readonly nowMs: number;
  /** A second is over, the time for what costs more. */
  readonly isTurn: boolean;
}

/** The first reason for which an operation trips, if there is one. What cannot trip is not computed. */
export function tripOfOperation(counters: Counters, id: Scope, { nowMs, isTurn }: Moment): Verdict | undefined {
  const pair = counters.pair(id);
  const tracks = counters.tracks(id);
  if (pair === undefined || tracks === undefined) return undefined;
  const hanging = judgeHanging(id, tracks.fastify, tracks.express, nowMs);
  if (hanging !== undefined) return hanging;
  const { ended, failed, documented } = pair.candidate.counts('recent');
  if (ended === 0) return undefined;
  const checks = [
    () => (failed > 0 ? judgeFailures(pair, 'failures') : undefined),
    () => (documented > 0 ? judgeFailures(pair, 'documented 5xx') : undefined),
    () => (isTurn ? judgeLatency(pair) : undefined),
  ];
  for (const check of checks) {
    const verdict = check();
    if (verdict?.finding === 'trip') return verdict;
  }
  return undefined;
}

/** Every check over all these operations. */
export function judgeEverything(counters: Counters, ids: readonly Scope[]): Verdict[] {
  const pairs = ids.flatMap((id) => counters.pair(id) ?? []);
  return [
    judgeAllFailures(EVERYTHING, pairs, 'failures'),
    judgeAllFailures(EVERYTHING, pairs, 'documented 5xx'),
    judgeAllLatency(EVERYTHING, pairs),
  ];
}

/** Every check of each of these operations that was asked of the candidate. */
export function judgeEach(counters: Counters, ids: readonly Scope[]): Verdict[] {
  return ids.flatMap((id) => {
    const pair = counters.pair(id);
    if (pair === undefined || pair.candidate.counts('long').ended === 0) return [];
    return [judgeFailures(pair, 'failures'), judgeFailures(pair, 'documented 5xx'), judgeLatency(pair)];
  });
}
