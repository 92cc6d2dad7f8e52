import type { Options } from './options.ts';
import type { SubjectName, SubjectReport } from './report.ts';
import type { Scenario } from './scenarios.ts';

/** How long and how often, for a run of some options; lengths in seconds. */
export interface Plan {
  /** Of the servers and the limit, whose ratios are what the run is for. */
  readonly rounds: number;
  /** In how many of those rounds floors and routed subjects take part, and a fixed rate is measured. */
  readonly wideRounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Of what the framework does not bound: a request takes so long there that a measurement does, too. */
  readonly boundRounds: number;
  readonly boundSeconds: number;
  readonly pacedSeconds: number;
  /** Starts of each subject that are timed. */
  readonly starts: number;
  /** No further round begins that would end later than so long after the run began, once there are `FEWEST_ROUNDS`. */
  readonly budgetSeconds: number;
}

export function planOf({ mode, rounds, seconds }: Options): Plan {
  const isQuick = mode === 'quick';
  return {
    rounds,
    wideRounds: Math.min(rounds, isQuick ? 3 : 5),
    seconds,
    warmUpSeconds: Math.min(2 * seconds, isQuick ? 0.3 : 0.6),
    boundRounds: Math.min(rounds, isQuick ? 1 : 3),
    boundSeconds: isQuick ? seconds : Math.max(seconds, 1.5),
    pacedSeconds: seconds,
    starts: isQuick ? 2 : 5,
    budgetSeconds: isQuick ? 92 : 780,
  };
}

/** Enough to keep two cores hashing; more would only queue. */
const FEW_CONNECTIONS = 2;
const QUICK_SCENARIOS = new Set(['verify', 'getProfile', 'health', 'verify 400', 'getProfile 401', 'login']);
/** What is also measured at a fixed rate: a body and a token, a token, neither. */
const PACED_SCENARIOS: Readonly<Record<Options['mode'], ReadonlySet<string>>> = {
  quick: new Set(['getProfile']),
  full: new Set(['verify', 'getProfile', 'health']),
};

/** A scenario, and who is measured in it. */
export interface Chosen {
  readonly scenario: Scenario;
  readonly subjects: readonly SubjectName[];
  readonly connections: number;
  readonly paced: boolean;
}

const KINDS: Readonly<Record<SubjectName, SubjectReport['kind']>> = {
  express: 'server',
  fastify: 'server',
  raw: 'limit',
  'bare-express': 'floor',
  'bare-fastify': 'floor',
  'router-0': 'routed',
  'router-50': 'routed',
  'router-100': 'routed',
};

export function kindOf(subject: SubjectName): SubjectReport['kind'] {
  return KINDS[subject];
}

/**
 * What is measured of all scenarios. A bare application knows no refusals, and what a router adds to one shows in the successes; where
 * hashing or the engine bounds, both would only repeat the servers.
 */
export function choose(scenarios: readonly Scenario[], { mode, only, subjects, connections }: Options): Chosen[] {
  const chosen = scenarios
    .filter(({ operation, name }) =>
      only.length > 0 ? only.includes(operation) : mode === 'full' || QUICK_SCENARIOS.has(name),
    )
    .map((scenario): Chosen => {
      const isCommon = scenario.outcome === 'success' && scenario.boundBy === undefined;
      return {
        scenario,
        subjects: subjects.filter((name) => isCommon || isCore(name)),
        connections: scenario.boundBy === undefined ? connections : FEW_CONNECTIONS,
        paced: isCommon && PACED_SCENARIOS[mode].has(scenario.name),
      };
    })
    .filter((one) => one.subjects.length > 0);
  // Password hashing leaves a process some hundred MiB larger, which would hide what the framework takes.
  const isBound = ({ scenario }: Chosen) => scenario.boundBy !== undefined;
  return [...chosen.filter((one) => !isBound(one)), ...chosen.filter(isBound)];
}

export interface Step {
  readonly kind: 'warm-up' | 'saturation' | 'paced';
  readonly chosen: Chosen;
  readonly subject: SubjectName;
  /** From 1; of a warm-up 0. */
  readonly round: number;
  readonly seconds: number;
}

/**
 * Everything that is measured, in its order. Within each scenario of a round the subjects take turns, and every second round has
 * them in the reverse order (A B C, C B A, B C A, A C B), so that what slows the machine for a while falls on all of them, and what
 * slows it more and more on none more than on another. A scenario's rounds are spread over the whole run.
 *
 * @param part what the framework bounds, or what hashing and the AI engine do
 */
export function stepsOf(plan: Plan, chosen: readonly Chosen[], part: 'framework' | 'bound'): Step[] {
  const ours = chosen.filter(({ scenario }) => (scenario.boundBy === undefined) === (part === 'framework'));
  const rounds = part === 'framework' ? plan.rounds : plan.boundRounds;
  const seconds = part === 'framework' ? plan.seconds : plan.boundSeconds;
  const warmUps = ours.flatMap((one) =>
    one.subjects.map(
      (subject): Step => ({ kind: 'warm-up', chosen: one, subject, round: 0, seconds: plan.warmUpSeconds }),
    ),
  );
  const turns = Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
    ours.flatMap((one) => {
      const wide = isWide(round, rounds, plan.wideRounds);
      const order = turnsOf(
        one.subjects.filter((name) => wide || isCore(name)),
        round,
      );
      const saturation = order.map((subject): Step => ({ kind: 'saturation', chosen: one, subject, round, seconds }));
      if (!one.paced || !wide) return saturation;
      return [
        ...saturation,
        ...order.map((subject): Step => ({ kind: 'paced', chosen: one, subject, round, seconds: plan.pacedSeconds })),
      ];
    }),
  );
  return [...warmUps, ...turns];
}

/** Opening connections, a generator's look at the clock, waiting for a subject to come to rest. */
export const STEP_OVERHEAD_SECONDS = 0.2;
/** A process until its first answer, and its end. */
export const START_SECONDS = 0.7;

/** What a run takes by the clock, beside the profiles. */
export function wholeSeconds(plan: Plan, chosen: readonly Chosen[], subjects: number): number {
  const steps = [...stepsOf(plan, chosen, 'framework'), ...stepsOf(plan, chosen, 'bound')];
  const measuring = steps.reduce((sum, { seconds }) => sum + seconds + STEP_OVERHEAD_SECONDS, 0);
  return measuring + (plan.starts + 1) * subjects * START_SECONDS;
}

/** The servers and the limit. */
function isCore(name: SubjectName): boolean {
  return ['server', 'limit'].includes(kindOf(name));
}

/** So many of the rounds, spread evenly, the last among them. */
function isWide(round: number, rounds: number, wideRounds: number): boolean {
  const wide = Math.min(rounds, wideRounds);
  return Math.floor((round * wide) / rounds) > Math.floor(((round - 1) * wide) / rounds);
}

function turnsOf<T>(list: readonly T[], round: number): T[] {
  const first = Math.floor((round - 1) / 2) % Math.max(1, list.length);
  const turns = [...list.slice(first), ...list.slice(0, first)];
  return round % 2 === 0 ? turns.toReversed() : turns;
}
