import type { Observation } from '../../parity/answer.ts';
import { compare } from '../../parity/compare.ts';
import { describe, describeFailure } from '../../parity/describe.ts';
import type { Difference, DifferenceKind } from '../../parity/difference.ts';
import { createRules, type RulesOptions } from '../../parity/rules.ts';
import type { Side } from '../suites/suite-result.ts';

/** The same request to both servers at the same time; one of several. */
export type Round = Readonly<Record<Side, Observation>>;

export type Judgement =
  | { readonly kind: 'same' }
  | { readonly kind: 'different'; readonly differences: readonly Difference[]; readonly round: Round }
  /** Nothing can be said, because the baseline does not do the same with the same request. */
  | { readonly kind: 'set-aside'; readonly reason: string };

export interface JudgeOptions {
  readonly rules: RulesOptions;
  /** The request changes something, so that asking once more may rightly be answered otherwise. */
  readonly changes: boolean;
}

/** @param rounds two or more of one request */
export function judge(rounds: readonly Round[], { rules: options, changes }: JudgeOptions): Judgement {
  const rules = createRules(options);
  const found = rounds.map((round) => ({ round, differences: compare(round.baseline, round.candidate, rules) }));
  const different = found.find(({ differences }) => differences.length > 0);
  const own = pairsOf(rounds.map(({ baseline }) => baseline)).flatMap(([one, other]) => compare(one, other, rules));
  if (different !== undefined && rounds.every(failsAlike)) return setAside(different.round);
  // However unstable it is otherwise: what the baseline always does is compared.
  if (different !== undefined && neverDoesTheSame(rounds)) return { kind: 'different', ...different };
  const [unstable] = own.filter(({ kind }) => kind !== 'failure');
  if (unstable !== undefined && !changes) return { kind: 'set-aside', reason: inTime(describe(unstable)) };
  if (different === undefined) return { kind: 'same' };
  const flap = own.find(({ kind }) => kind === 'status');
  // The values of an answer that came once only cannot be told from volatile ones.
  if (flap !== undefined && found.every(({ differences }) => differences.every(({ kind }) => OF_VALUES.has(kind))))
    return { kind: 'set-aside', reason: inTime(describe(flap)) };
  return { kind: 'different', ...different };
}

const OF_VALUES: ReadonlySet<DifferenceKind> = new Set(['header-changed', 'json-changed']);

/** Every pair of observations, each once. */
export function pairsOf(observations: readonly Observation[]): (readonly [Observation, Observation])[] {
  return observations.flatMap((one, at) => observations.slice(at + 1).map((other) => [one, other] as const));
}

/** The baseline answers as many times and with the same statuses each time, or never; the candidate in no round does so. */
function neverDoesTheSame(rounds: readonly Round[]): boolean {
  const [first, ...others] = new Set(rounds.map(({ baseline }) => outlineOf(baseline)));
  return others.length === 0 && rounds.every(({ candidate }) => outlineOf(candidate) !== first);
}

function outlineOf({ kind, answers }: Observation): string {
  return [kind, ...answers.map(({ status }) => status)].join(' ');
}

/** Both failed in the same way, after the same bytes. */
function failsAlike({ baseline, candidate }: Round): boolean {
  if (baseline.kind !== 'failed' || candidate.kind !== 'failed') return false;
  return describeFailure(baseline.failure) === describeFailure(candidate.failure);
}

function setAside({ baseline }: Round): Judgement {
  const words = baseline.kind === 'failed' ? describeFailure(baseline.failure) : '';
  return { kind: 'set-aside', reason: `each server ${words}` };
}

/** A difference between two answers of the baseline, in words of first and later. */
function inTime(words: string): string {
  return words
    .replace('[baseline] ', '')
    .replace(' [candidate] ', ', then ')
    .replace('in the candidate only', 'in a later answer only')
    .replace('sent by the candidate only', 'sent in a later answer only')
    .replace('; the baseline ', ' in a later answer; the first ');
}
