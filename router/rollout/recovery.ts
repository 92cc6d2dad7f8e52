import type { JournalEntry } from './entry.ts';
import { type JournalImage, newestOf } from './image.ts';
import { loweredByItself } from './reducer.ts';
import { holdsTheSame, lowest } from './shares.ts';
import { type Decided, NOTHING_DECIDED, type RolloutState } from './state.ts';

/** The entry that takes back what was in doubt when the last process ended; undefined where nothing was. */
export function withdrawalOf(image: JournalImage, at: string): JournalEntry | undefined {
  const certain = lowest(image.inDoubt);
  const newest = newestOf(image);
  if (holdsTheSame(certain, newest)) return undefined;
  const why = 'the router ended before anybody was told of a raise, so it is taken back';
  // A request of the environment that went under with the process is asked again.
  const before = image.inDoubt.at(-2);
  const lost = image.entries.at(-1)?.kind === 'request' && before !== undefined;
  return withdrawal(newest.epoch + 1, { ...certain, requested: lost ? before.requested : newest.requested }, why, at);
}

/** The entry after which nobody goes to the candidate, because the journal cannot be relied on. Trips and a pause stay. */
export function lossOf(state: RolloutState, epoch: number, why: string, at: string): JournalEntry {
  return withdrawal(epoch, { ...loweredByItself(state), percentage: 0, operations: {} }, why, at);
}

/** The state to begin anew from after a damaged file, of which only an epoch is left. */
export function afterDamage(epoch: number): RolloutState {
  return { ...NOTHING_DECIDED, epoch, ignoresNextRequest: true };
}

function withdrawal(epoch: number, state: RolloutState, why: string, at: string): JournalEntry {
  const { epoch: _, ...rest } = state;
  const to: Decided = rest;
  return { kind: 'withdraw', epoch, at, who: 'journal', why, to };
}
