import { type Decided, EVERYTHING, type RolloutState, type Trip } from './state.ts';

/** Share that was set for an operation, 0 to 100: its own, else the general one. */
export function configuredShare(state: Decided, operation: string): number {
  return own(state.operations, operation) ?? state.percentage;
}

/** What holds an operation at 0 %: the trip of everything before its own. */
export function tripOf(state: Decided, operation: string): Trip | undefined {
  return own(state.trips, EVERYTHING) ?? own(state.trips, operation);
}

/** Share of the users that the candidate gets by this state, 0 to 100. */
export function effectiveShare(state: Decided, operation: string): number {
  return tripOf(state, operation) === undefined ? configuredShare(state, operation) : 0;
}

/**
 * The state in which each operation has the lowest of its shares in `states`, and what any of them held back is held back: what
 * can be relied on while it is unknown which of the later ones hold. The rest is as in the last.
 */
export function lowest(states: readonly [RolloutState, ...RolloutState[]]): RolloutState {
  const last = states.at(-1) ?? states[0];
  if (states.length === 1) return last;
  const percentage = Math.min(...states.map((state) => state.percentage));
  const operations: Record<string, number> = {};
  for (const id of new Set(states.flatMap((state) => Object.keys(state.operations)))) {
    const share = Math.min(...states.map((state) => configuredShare(state, id)));
    if (Object.hasOwn(last.operations, id) || share !== percentage) define(operations, id, share);
  }
  const trips: Record<string, Trip> = {};
  for (const state of states) {
    for (const [scope, trip] of Object.entries(state.trips)) define(trips, scope, trip);
  }
  return { ...last, percentage, operations, trips, paused: states.some(({ paused }) => paused) };
}

/** Whether two states let the same through and hold the same back. */
export function holdsTheSame(one: RolloutState, other: RolloutState): boolean {
  return (
    one.percentage === other.percentage &&
    one.paused === other.paused &&
    sameMembers(one.operations, other.operations) &&
    sameMembers(one.trips, other.trips)
  );
}

/** The value of an own member: an operation may be named `constructor`. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** `record` with a member more, also one named `__proto__`. */
export function withMember<T>(record: Readonly<Record<string, T>>, name: string, value: T): Record<string, T> {
  return { ...record, [name]: value };
}

export function withoutMember<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

function define<T>(record: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}

function sameMembers(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], own(other, name)));
}

/** Trips are values of a few strings; a stored one is never the same object again. */
function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
