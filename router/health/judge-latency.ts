import type { Scope } from '../rollout/state.ts';
import { chanceOf, type Stratum } from './chance.ts';
import { judgeStrata, type Pair } from './judge-failures.ts';
import { countAbove, type Histogram, quantile } from './latency.ts';
import { milliseconds, type Verdict } from './verdict.ts';
import { OLDER_SECONDS, RECENT_SECONDS, type Span, type Window } from './window.ts';

/** A p99 of fewer is one slow answer's. */
const MIN_ANSWERS = 100;
/** Slower than the baseline at the same time by both, and by more answers than chance gives. */
const SLOWER = { times: 1.5, ms: 20, chance: 1e-3 } as const;
/** Slower than something older: the load may have changed since. */
const SLOWER_ALONE = { times: 2, ms: 100, chance: 1e-3, sameTimeAnswers: 20, sameTimeChance: 0.01 } as const;

/**
 * Whether an operation's p99 (to the answer's head) is too long in two windows in a row: the halves of the sampling window, or where
 * these hold too little those of the longer one.
 */
export function judgeLatency(pair: Pair): Verdict {
  for (const part of ['recent', 'older'] as const) {
    const newer = judgeHalf(pair, { part, half: 0 });
    const older = judgeHalf(pair, { part, half: 1 });
    if (newer === undefined || older === undefined) continue;
    const seconds = (part === 'recent' ? RECENT_SECONDS : OLDER_SECONDS) / 2;
    const words = `${newer.numbers}, before ${older.numbers}, in ${seconds} s each; ${newer.limits} in both`;
    const isTrip = newer.isSlower && older.isSlower;
    if (isTrip) return { ...verdict(pair.scope, 'trip', words), slowOverMs: newer.limitMs };
    if (part === 'recent') continue;
    return verdict(pair.scope, 'pass', words);
  }
  const recent = judgeHalf(pair, { part: 'recent', half: 0 });
  if (recent !== undefined) return verdict(pair.scope, 'pass', `${recent.numbers}; ${recent.limits}`);
  return verdict(pair.scope, 'hold', `fewer than ${MIN_ANSWERS} answers to judge a p99 by`);
}

interface HalfJudged {
  readonly isSlower: boolean;
  readonly limitMs: number;
  readonly numbers: string;
  readonly limits: string;
}

function judgeHalf(pair: Pair, span: Span): HalfJudged | undefined {
  const ours = pair.candidate.latency(span);
  if (sizeOf(ours) < MIN_ANSWERS) return undefined;
  const reference = referenceOf(pair, span);
  if (reference === undefined) return undefined;
  const { theirs, name, slower } = reference;
  const usual = quantile(theirs, 0.99);
  const limitMs = Math.max(usual * slower.times, usual + slower.ms);
  const p99 = quantile(ours, 0.99);
  const chance = chanceOf([stratum(ours, theirs, limitMs)]);
  const same = pair.baseline.latency(span);
  // Too few answers for a p99 may still show that the baseline has become slow as well.
  const isShared =
    sizeOf(same) >= SLOWER_ALONE.sameTimeAnswers &&
    chanceOf([stratum(ours, same, limitMs)]) >= SLOWER_ALONE.sameTimeChance;
  return {
    isSlower: p99 > limitMs && chance < slower.chance && !isShared,
    limitMs,
    numbers: `p99 fastify ${milliseconds(p99)} of ${sizeOf(ours)}, ${name} ${milliseconds(usual)} of ${sizeOf(theirs)}`,
    limits: `trips over ${slower.times} times and ${slower.ms} ms more`,
  };
}

/** The baseline at the same time; where it has too few answers, the baseline before, or the candidate itself before. */
function referenceOf({ candidate, baseline }: Pair, span: Span) {
  const same = baseline.latency(span);
  if (sizeOf(same) >= MIN_ANSWERS) return { theirs: same, name: 'express', slower: SLOWER };
  // Older counts of the candidate's own may be those that are judged.
  const olds: [string, Window][] = [['express before', baseline]];
  if (typeof span === 'object' && span.part === 'recent') olds.push(['fastify before', candidate]);
  for (const [name, window] of olds) {
    const theirs = window.latency('older');
    if (sizeOf(theirs) >= MIN_ANSWERS) return { theirs, name, slower: SLOWER_ALONE };
  }
  return undefined;
}

/** Fewer answers of an operation give no limit of its own. */
const MIN_TO_SHARE = 20;

/** Whether the candidate is slower over all operations, though too few answers of each were seen. Each is compared with itself. */
export function judgeAllLatency(scope: Scope, pairs: readonly Pair[]): Verdict {
  const strata = pairs.flatMap(({ candidate, baseline }): Stratum[] => {
    const ours = candidate.latency('long');
    const theirs = baseline.latency('long');
    if (sizeOf(ours) < MIN_TO_SHARE || sizeOf(theirs) < MIN_TO_SHARE) return [];
    const usual = quantile(theirs, 0.99);
    return [stratum(ours, theirs, Math.max(usual * SLOWER.times, usual + SLOWER.ms))];
  });
  return judgeStrata(scope, 'latency', strata);
}

function stratum(ours: Histogram, theirs: Histogram, limitMs: number): Stratum {
  return {
    candidate: { failed: countAbove(ours, limitMs), of: sizeOf(ours) },
    baseline: { failed: countAbove(theirs, limitMs), of: sizeOf(theirs) },
  };
}

function sizeOf(histogram: Histogram): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

function verdict(scope: Scope, finding: Verdict['finding'], words: string): Verdict {
  return { scope, check: 'latency', finding, line: `${scope}: latency: ${words}: ${finding}` };
}
