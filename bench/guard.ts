import { figureOf, gainsOf, type Pair, roundsOf } from './comparison.ts';
import { type Report, type ScenarioReport, SUBJECT_NAMES } from './report.ts';
import { FEWEST_ROUNDS, type Interval, interval, median } from './statistics.ts';

export interface GuardVerdict {
  readonly passed: boolean;
  /** 0.15: what is over 15 % worse fails. */
  readonly limit: number;
  /** CPU time of the floors over that of the committed run: how much slower this machine is; undefined without floors. */
  readonly slower: number | undefined;
  /** Ratios that were compared. */
  readonly compared: number;
  /** Worse by more than the limit, and beyond what the rounds' spread explains. */
  readonly regressions: readonly Change[];
  /** Worse by more than the limit, but within that spread: told, and passed. */
  readonly unclear: readonly Change[];
  /** What the committed results hold and this run should hold too, by name: it fails. */
  readonly missing: readonly string[];
  /** What this run was told to leave out, by `--quick`, `--only` or `--subject`. */
  readonly leftOut: readonly string[];
  /** The reverse: not guarded until results with it are committed. */
  readonly unguarded: readonly string[];
  /** Why the two cannot be compared at all. */
  readonly problems: readonly string[];
}

/** CPU time per request of the candidate over the baseline's, then and now. */
export interface Change extends Pair {
  readonly scenario: string;
  readonly committed: Interval;
  readonly now: Interval;
  /** 0.2 is 20 % worse. */
  readonly worseBy: number;
}

const WORSE_BY_AT_MOST = 0.15;
/**
 * On a machine of another speed not everything becomes dearer alike: between two machines of which one was half as fast the ratios of the same
 * sources shifted by 20 to 28 %.
 */
const WORSE_BY_AT_MOST_ELSEWHERE = 0.5;
const ALIKE_WITHIN = 1.25;
/** Their code is not ours, so only the machine makes them dearer. */
const FLOORS = ['bare-express', 'bare-fastify'] as const;

/** Fastify over Express is what is promised; each over raw node:http tells who changed; raw over its floor guards what all share. */
const GUARDED: readonly Pair[] = [
  { candidate: 'fastify', baseline: 'express' },
  ...SUBJECT_NAMES.filter((name) => name === 'express' || name === 'fastify' || name.startsWith('router-')).map(
    (candidate): Pair => ({ candidate, baseline: 'raw' }),
  ),
  { candidate: 'raw', baseline: 'bare-fastify' },
];

/**
 * Whether a run is worse than the committed one in CPU time per request: by ratios between subjects of the same run, never by times,
 * so the two may come from different machines. Fails on a ratio that is over 15 % worse (on a machine of another speed 50 %) while the
 * intervals lie apart, on a scenario or ratio that is missing without having been left out on purpose, and where nothing could be
 * compared.
 */
export function compareWithCommitted(now: Report, committed: Report): GuardVerdict {
  const problems = problemsOf(now, committed);
  const found = problems.length > 0 ? [] : committed.scenarios.flatMap((before) => findingsOf(before, now));
  const changes = found.filter((one) => 'worseBy' in one);
  if (problems.length === 0 && changes.length === 0) problems.push('the two runs have no ratio in common');
  const absent = found.filter((one) => 'name' in one);
  const missing = absent.filter(({ onPurpose }) => !onPurpose).map(({ name }) => name);
  const slower = slowerBy(now, committed);
  const limit = isAlike(slower) ? WORSE_BY_AT_MOST : WORSE_BY_AT_MOST_ELSEWHERE;
  const worse = changes.filter(({ worseBy }) => worseBy > WORSE_BY_AT_MOST);
  const regressions = worse.filter((one) => one.worseBy > limit && one.now.low > one.committed.high);
  const guarded = new Set(committed.scenarios.map(({ name }) => name));
  return {
    passed: problems.length + regressions.length + missing.length === 0,
    limit,
    slower,
    compared: changes.length,
    regressions,
    unclear: worse.filter((one) => !regressions.includes(one)),
    missing,
    leftOut: absent.filter(({ onPurpose }) => onPurpose).map(({ name }) => name),
    unguarded: now.scenarios.map(({ name }) => name).filter((name) => !guarded.has(name)),
    problems,
  };
}

function isAlike(slower: number | undefined): boolean {
  return slower === undefined || (slower <= ALIKE_WITHIN && slower >= 1 / ALIKE_WITHIN);
}

function slowerBy(now: Report, committed: Report): number | undefined {
  const factors = committed.scenarios.flatMap((before) => {
    const after = now.scenarios.find(({ name }) => name === before.name);
    return FLOORS.flatMap((floor) => {
      const was = figureOf(before, floor, 'cpuMicrosecondsPerRequest')?.median;
      const is = after && figureOf(after, floor, 'cpuMicrosecondsPerRequest')?.median;
      return was === undefined || is === undefined ? [] : [is / was];
    });
  });
  return factors.length === 0 ? undefined : median(factors);
}

/** The verdict as a person reads it. */
export function renderVerdict(verdict: GuardVerdict): string {
  const { passed, compared, regressions, unclear, missing, leftOut, unguarded, problems, slower } = verdict;
  const limit = `${verdict.limit * 100} %`;
  return [
    `Guard: ${passed ? 'passed' : 'FAILED'}; ${compared} ratios of CPU time per request compared with the committed results.`,
    ...(slower === undefined || isAlike(slower)
      ? []
      : [
          `The floors, whose code is not ours, took ${slower.toFixed(2)} times the CPU time of then: a machine of another speed, on which ratios shift, so only what is over ${limit} worse fails.`,
        ]),
    ...problems.map((problem) => `cannot be compared: ${problem}`),
    ...missing.map((name) => `missing: ${name} stands in the committed results, and this run did not measure it`),
    ...regressions.map((one) => `regression over ${limit}: ${changeText(one)}`),
    ...unclear.map((one) => `over ${WORSE_BY_AT_MOST * 100} % worse, but ${whyUnclear(one)}: ${changeText(one)}`),
    ...(leftOut.length > 0 ? [`left out of this run, so not compared: ${leftOut.join('; ')}`] : []),
    ...(unguarded.length > 0 ? [`not guarded, since the committed results lack them: ${unguarded.join(', ')}`] : []),
    ...(passed ? [] : ['If the change is meant, commit the results of a full run with it.']),
  ].join('\n');
}

function whyUnclear({ now, committed }: Change): string {
  return now.low > committed.high ? 'it may be the machine' : 'the intervals overlap, so it may be noise';
}

function changeText({ scenario, candidate, baseline, committed, now, worseBy }: Change): string {
  const [was, is] = [committed, now].map(({ median, low, high }) => {
    return `${median.toFixed(2)} (${low.toFixed(2)}..${high.toFixed(2)})`;
  });
  return `${scenario}: ${candidate} over ${baseline} was ${was}, is ${is}, ${Math.round(worseBy * 100)} % worse`;
}

function problemsOf(now: Report, committed: Report): string[] {
  const runs = [
    { run: 'this run', rounds: roundsOf(now) },
    { run: 'the committed one', rounds: roundsOf(committed) },
  ];
  return runs
    .filter(({ rounds }) => rounds < FEWEST_ROUNDS)
    .map(({ run, rounds }) => `${run} has ${rounds} rounds; at least ${FEWEST_ROUNDS} are needed`);
}

interface Absent {
  readonly name: string;
  readonly onPurpose: boolean;
}

function findingsOf(before: ScenarioReport, now: Report): (Change | Absent)[] {
  const { mode, only, subjects } = now.options;
  const after = now.scenarios.find(({ name }) => name === before.name);
  if (after === undefined) {
    return [
      { name: before.name, onPurpose: mode === 'quick' || (only.length > 0 && !only.includes(before.operation)) },
    ];
  }
  return GUARDED.flatMap((pair): (Change | Absent)[] => {
    const [was, is] = [costOf(before, pair), costOf(after, pair)];
    if (was === undefined) return [];
    const rounds = Math.min(was.rounds, is?.rounds ?? FEWEST_ROUNDS);
    if (rounds < FEWEST_ROUNDS)
      return [{ name: `${nameOf(before, pair)} (${rounds} rounds are too few)`, onPurpose: true }];
    if (is !== undefined) {
      return [{ ...pair, scenario: before.name, committed: was, now: is, worseBy: is.median / was.median - 1 }];
    }
    const planned = [pair.candidate, pair.baseline].every((one) => after.subjects.includes(one));
    const told = mode === 'quick' || ![pair.candidate, pair.baseline].every((one) => subjects.includes(one));
    return [{ name: nameOf(before, pair), onPurpose: told && !planned }];
  });
}

function nameOf({ name }: ScenarioReport, { candidate, baseline }: Pair): string {
  return `${name}, ${candidate} over ${baseline}`;
}

function costOf(scenario: ScenarioReport, pair: Pair): Interval | undefined {
  const gains = gainsOf(scenario, pair, 'cpuMicrosecondsPerRequest');
  return gains === undefined ? undefined : interval(gains.map((gain) => 1 / gain));
}
