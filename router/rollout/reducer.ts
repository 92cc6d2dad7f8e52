import type { JournalEntry } from './entry.ts';
import { withMember, withoutMember } from './shares.ts';
import { EVERYTHING, type RolloutState } from './state.ts';

/** The state after an entry of the journal. Whether the entry was allowed was decided before it was written. */
export function apply(state: RolloutState, entry: JournalEntry): RolloutState {
  return { ...change(state, entry), epoch: entry.epoch };
}

/** The states before, between and after the entries. */
export function statesThrough(base: RolloutState, entries: readonly JournalEntry[]): [RolloutState, ...RolloutState[]] {
  const states: [RolloutState, ...RolloutState[]] = [base];
  let state = base;
  for (const entry of entries) {
    state = apply(state, entry);
    states.push(state);
  }
  return states;
}

function change(state: RolloutState, entry: JournalEntry): RolloutState {
  switch (entry.kind) {
    case 'set':
      if (entry.scope === EVERYTHING) return { ...state, percentage: entry.to ?? 0 };
      if (entry.to === null) return { ...state, operations: withoutMember(state.operations, entry.scope) };
      return { ...state, operations: withMember(state.operations, entry.scope, entry.to) };
    case 'roll-back': {
      const before = entry.who === 'operator' ? state : loweredByItself(state);
      // Shares of single operations stay their own: the next general share must not reach one that somebody had held back.
      if (entry.scope === EVERYTHING) return { ...before, percentage: 0, operations: allZero(state.operations) };
      return { ...before, operations: withMember(state.operations, entry.scope, 0) };
    }
    case 'pause':
      return { ...state, paused: true };
    case 'resume':
      return { ...state, paused: false };
    case 'trip':
      return { ...loweredByItself(state), trips: withMember(state.trips, entry.scope, entry.trip) };
    case 'recover':
      return { ...state, trips: withoutMember(state.trips, entry.scope) };
    case 'request':
      return { ...requested(state, entry.to), percentage: entry.to };
    case 'disregard':
      return requested(state, entry.to);
    case 'withdraw':
      return { ...entry.to, requested: entry.to.requested, epoch: entry.epoch };
  }
}

function allZero(shares: RolloutState['operations']): RolloutState['operations'] {
  return Object.fromEntries(Object.keys(shares).map((operation) => [operation, 0]));
}

function requested(state: RolloutState, to: number): RolloutState {
  const { ignoresNextRequest: _, ...rest } = state;
  return { ...rest, requested: to };
}

/**
 * The environment never undoes an automatic rollback, so a value that was refused before it may not ask again after it. Where
 * nobody went to the candidate yet there is nothing to undo.
 */
export function loweredByItself(state: RolloutState): RolloutState {
  const shared = state.percentage > 0 || Object.values(state.operations).some((share) => share > 0);
  return shared && state.requested === undefined ? { ...state, ignoresNextRequest: true } : state;
}
