import type { EffectiveShares } from './admissions.ts';
import type { Refusal } from './command.ts';
import type { JournalEntry } from './entry.ts';
import type { RolloutState } from './state.ts';

/** What became of a change. */
export type Outcome =
  /** By what is on the disk: of changes that still wait for it neither a raise nor a lowering shows. */
  | { readonly ok: true; readonly state: RolloutState; readonly effective: EffectiveShares }
  | Refusal
  /** The journal could not be written; everything is at 0 % from then on, and the next change tries again. */
  | { readonly ok: false; readonly kind: 'not-remembered'; readonly reasons: readonly string[] };

/** `entry` is undefined where something was held or let go without an entry. */
export interface RolloutEvent {
  readonly entry: JournalEntry | undefined;
  readonly state: RolloutState;
  readonly effective: EffectiveShares;
}
