import type { Scope } from '../rollout/state.ts';
import { type Count, chanceOf, type Stratum } from './chance.ts';
import { gravest, portion, type Verdict } from './verdict.ts';
import { type Counts, OLDER_SECONDS, RECENT_SECONDS, type Window } from './window.ts';

/** One operation as both servers showed it. */
export interface Pair {
  readonly scope: Scope;
  readonly candidate: Window;
  readonly baseline: Window;
}

export type FailureCheck = 'failures' | 'documented 5xx';

/** Fewer attempts than these say nothing, neither good nor bad. */
const MIN_ATTEMPTS = 20;

/** A failure rate is worse if all of this holds; `docs/decisions/when-the-router-takes-traffic-back.md` has the figures. */
const WORSE = { failures: 5, points: 0.005, times: 2, chance: 1e-6 } as const;

/** Where the baseline has too little traffic at the same time to show the same: more is asked, and older counts say what is usual. */
const ALONE = { failures: 5, points: 0.05, times: 2, chance: 1e-6, sameTimeChance: 0.01, minOlder: 50 } as const;
/** With nothing to compare with at all. */
const ABSOLUTE = { failures: 20, rate: 0.2 } as const;

/** Users are counted in thirty-two groups: failures of one group out of so many are one person's trouble. */
const MANY_GROUPS = 8;

/** Whether an operation fails more often on the candidate than on the baseline: in the sampling window, and over the longer one. */
export function judgeFailures(pair: Pair, check: FailureCheck): Verdict {
  const spans = ['recent', 'long'] as const;
  const verdicts = spans.map((span) => {
    const candidate = pair.candidate.counts(span);
    const baseline = pair.baseline.counts(span);
    return judgeSpan(pair, check, { span, candidate, baseline });
  });
  return gravest(verdicts) ?? hold(pair.scope, check, 'nothing was seen');
}

interface Seen {
  readonly span: 'recent' | 'long';
  readonly candidate: Counts;
  readonly baseline: Counts;
}

function judgeSpan(pair: Pair, check: FailureCheck, { span, candidate, baseline }: Seen): Verdict {
  const { scope } = pair;
  const ours = countOf(candidate, check);
  const theirs = countOf(baseline, check);
  const seconds = span === 'recent' ? RECENT_SECONDS : OLDER_SECONDS;
  const numbers = `fastify ${portion(ours.failed, ours.of)}, express ${portion(theirs.failed, theirs.of)} in ${seconds} s`;
  if (ours.of < MIN_ATTEMPTS) return hold(scope, check, `${numbers}: fewer than ${MIN_ATTEMPTS} attempts on fastify`);
  const oneUser = bits(candidate.users) >= MANY_GROUPS && bits(candidate.failingUsers) === 1;
  const ofOneUser = () => hold(scope, check, `${numbers}: all of one group of users out of ${bits(candidate.users)}`);

  const isCompared = theirs.of >= MIN_ATTEMPTS;
  const chance = chanceOf([{ candidate: ours, baseline: theirs }]);
  if (isCompared && isWorse(ours, rateOf(theirs), chance)) {
    if (oneUser) return ofOneUser();
    return verdict(
      scope,
      check,
      'trip',
      `${numbers}${reasonsOf(candidate, check)}; ${limits(WORSE)} (is ${shown(chance)})`,
    );
  }
  if (span === 'recent' && (!isCompared || chance < ALONE.sameTimeChance)) {
    const alone = judgeAlone(pair, check, ours, isCompared);
    if (alone !== undefined) return oneUser ? ofOneUser() : verdict(scope, check, 'trip', `${numbers}; ${alone}`);
  }
  if (!isCompared)
    return hold(scope, check, `${numbers}: fewer than ${MIN_ATTEMPTS} attempts on express to compare with`);
  return verdict(scope, check, 'pass', `${numbers}; ${limits(WORSE)}`);
}

/** Against what was usual before: of the baseline, else of the candidate itself. @returns what speaks for a trip */
function judgeAlone(pair: Pair, check: FailureCheck, ours: Count, isCompared: boolean): string | undefined {
  // Documented 5xx mostly tell of something that both servers depend on; alone they prove nothing.
  if (check === 'documented 5xx' && !isCompared) return undefined;
  const olds = [
    { name: 'express', count: countOf(pair.baseline.counts('older'), check) },
    { name: 'fastify itself', count: countOf(pair.candidate.counts('older'), check) },
  ];
  const old = olds.find(({ count }) => count.of >= ALONE.minOlder);
  if (old === undefined) {
    const exceeds = ours.failed >= ABSOLUTE.failures && rateOf(ours) >= ABSOLUTE.rate;
    const limit = `trips from ${ABSOLUTE.failures} failures and ${100 * ABSOLUTE.rate} %`;
    return exceeds ? `nothing to compare with; ${limit}` : undefined;
  }
  const usual = rateOf(old.count);
  const chance = chanceOf([{ candidate: ours, baseline: old.count }]);
  const { failures, points, times } = ALONE;
  const exceeds = ours.failed >= failures && rateOf(ours) >= usual + points && rateOf(ours) >= times * usual;
  if (!exceeds || chance >= ALONE.chance) return undefined;
  return `before, ${old.name} had ${portion(old.count.failed, old.count.of)}; ${limits(ALONE)} (is ${shown(chance)})`;
}

/** How many operations must be worse, so that it is the server's fault and not that of one of them. */
const MIN_OPERATIONS = 3;

/**
 * Whether the candidate fails more often over all operations: failures too few in each to be told there. Each operation is compared with
 * itself, and none may bring more than half of what is too much: that one is for its own breaker.
 */
export function judgeAllFailures(scope: Scope, pairs: readonly Pair[], check: FailureCheck): Verdict {
  const strata = pairs
    .map(({ candidate, baseline }): Stratum => {
      return { candidate: countOf(candidate.counts('long'), check), baseline: countOf(baseline.counts('long'), check) };
    })
    .filter(({ candidate, baseline }) => candidate.of > 0 && baseline.of > 0);
  return judgeStrata(scope, check, strata);
}

/** Compares what was counted in several operations, each with itself. */
export function judgeStrata(scope: Scope, check: FailureCheck | 'latency', strata: readonly Stratum[]): Verdict {
  const ours = sum(strata.map(({ candidate }) => candidate));
  const theirs = sum(strata.map(({ baseline }) => baseline));
  const numbers = `all operations: fastify ${portion(ours.failed, ours.of)}, express ${portion(theirs.failed, theirs.of)} in ${OLDER_SECONDS} s`;
  if (ours.of < MIN_ATTEMPTS || theirs.of < MIN_ATTEMPTS) {
    return hold(scope, check, `${numbers}: fewer than ${MIN_ATTEMPTS} attempts`);
  }
  const expected =
    strata.reduce((total, { candidate, baseline }) => total + candidate.of * rateOf(baseline), 0) / ours.of;
  const excesses = strata
    .map(({ candidate, baseline }) => candidate.failed - candidate.of * rateOf(baseline))
    .filter((excess) => excess > 0);
  const total = excesses.reduce((all, excess) => all + excess, 0);
  const isSpread = excesses.length >= MIN_OPERATIONS && Math.max(...excesses) <= total / 2;
  const chance = chanceOf(strata);
  if (!isWorse(ours, expected, chance)) return verdict(scope, check, 'pass', `${numbers}; ${limits(WORSE)}`);
  if (!isSpread)
    return hold(scope, check, `${numbers}: fewer than ${MIN_OPERATIONS} operations are worse, or one of them by far`);
  return verdict(scope, check, 'trip', `${numbers}; ${limits(WORSE)} (is ${shown(chance)})`);
}

function isWorse(ours: Count, usual: number, chance: number): boolean {
  const rate = rateOf(ours);
  const { failures, points, times } = WORSE;
  return ours.failed >= failures && rate >= usual + points && rate >= times * usual && chance < WORSE.chance;
}

function countOf({ ended, failed, documented }: Counts, check: FailureCheck): Count {
  return { failed: check === 'failures' ? failed : documented, of: ended };
}

function rateOf({ failed, of }: Count): number {
  return of === 0 ? 0 : failed / of;
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce((total, count) => ({ failed: total.failed + count.failed, of: total.of + count.of }), {
    failed: 0,
    of: 0,
  });
}

function reasonsOf({ reasons }: Counts, check: FailureCheck): string {
  const known = Object.entries(reasons).filter(([, count]) => count > 0);
  if (check !== 'failures' || known.length === 0) return '';
  return ` (${known.map(([reason, count]) => `${reason} ${count}`).join(', ')})`;
}

function limits({ failures, points, times, chance }: Pick<typeof WORSE | typeof ALONE, keyof typeof WORSE>): string {
  return `trips from ${failures} failures, ${100 * points} points and ${times} times more, by a chance below ${chance}`;
}

function shown(chance: number): string {
  return chance.toExponential(1);
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

function hold(scope: Scope, check: Verdict['check'], why: string): Verdict {
  return verdict(scope, check, 'hold', why);
}

function verdict(scope: Scope, check: Verdict['check'], finding: Verdict['finding'], words: string): Verdict {
  return { scope, check, finding, line: `${scope}: ${check}: ${words}: ${finding}` };
}
