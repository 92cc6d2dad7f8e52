import type { RouterOptions } from './options.ts';
import type { MethodName } from './traffic.ts';

/** One kind of load at saturation. */
export interface Scenario {
  readonly method: MethodName;
  readonly connections: number;
}

export interface Plan {
  readonly rounds: number;
  /** Length of one measurement. */
  readonly seconds: number;
  /** Unmeasured, per subject and method: V8 compiles what is hot in it. */
  readonly warmUpSeconds: number;
  readonly scenarios: readonly Scenario[];
  /** What is also measured at half of each subject's own saturation. */
  readonly halfLoad: Scenario;
}

const FULL: Plan = {
  rounds: 5,
  seconds: 2,
  warmUpSeconds: 2,
  scenarios: [
    { method: 'GET', connections: 32 },
    { method: 'GET', connections: 256 },
    { method: 'POST', connections: 32 },
    { method: 'POST', connections: 256 },
  ],
  halfLoad: { method: 'GET', connections: 32 },
};

const QUICK: Plan = {
  rounds: 3,
  seconds: 0.5,
  warmUpSeconds: 0.7,
  scenarios: [
    { method: 'GET', connections: 32 },
    { method: 'POST', connections: 256 },
  ],
  halfLoad: { method: 'GET', connections: 32 },
};

export function planOf({ quick, rounds, seconds, connections }: Omit<RouterOptions, 'mode' | 'only' | 'out'>): Plan {
  const plan = quick ? QUICK : FULL;
  const replaced = connections === undefined ? plan.scenarios : plan.scenarios.map((one) => ({ ...one, connections }));
  return {
    rounds: rounds ?? plan.rounds,
    seconds: seconds ?? plan.seconds,
    warmUpSeconds: Math.min(plan.warmUpSeconds, seconds ?? plan.warmUpSeconds),
    scenarios: replaced.filter((one, index) => replaced.findIndex((other) => isSame(one, other)) === index),
    halfLoad: { ...plan.halfLoad, connections: connections ?? plan.halfLoad.connections },
  };
}

export function isSame(one: Scenario, other: Scenario): boolean {
  return one.method === other.method && one.connections === other.connections;
}

export type Step = { readonly subject: string; readonly seconds: number } & (
  | { readonly kind: 'warm-up'; readonly scenario: Scenario }
  | { readonly kind: 'saturation'; readonly round: number; readonly scenario: Scenario }
  /** At the rate of half of the subject's saturation: the backend alone, then the subject, each for the step's seconds. */
  | { readonly kind: 'half-load'; readonly round: number; readonly scenario: Scenario }
);

/**
 * Everything that is measured, in its order. The subjects take turns within each scenario (A B C, A B C), so that what slows the
 * machine for a while falls on all of them; each round begins with another one.
 */
export function stepsOf(plan: Plan, subjects: readonly string[]): Step[] {
  const methods = [...new Set(plan.scenarios.map(({ method }) => method))];
  const warmUps = methods.flatMap((method) =>
    subjects.map((subject): Step => {
      const connections = Math.max(...plan.scenarios.map((scenario) => scenario.connections));
      return { kind: 'warm-up', subject, seconds: plan.warmUpSeconds, scenario: { method, connections } };
    }),
  );
  const rounds = Array.from({ length: plan.rounds }, (_, index) => {
    const turns = [...subjects.slice(index % subjects.length), ...subjects.slice(0, index % subjects.length)];
    const common = { round: index + 1, seconds: plan.seconds };
    return [
      ...plan.scenarios.flatMap((scenario) =>
        turns.map((subject): Step => ({ kind: 'saturation', subject, scenario, ...common })),
      ),
      ...turns
        .filter((subject) => subject !== 'direct')
        .map((subject): Step => ({ kind: 'half-load', subject, scenario: plan.halfLoad, ...common })),
    ];
  });
  return [...warmUps, ...rounds.flat()];
}

/** What a step takes by the clock, without the little that lies between steps. */
export function stepSeconds({ kind, seconds }: Step): number {
  return kind === 'half-load' ? 2 * seconds : seconds;
}
