import type { EffectiveShares } from '../rollout/admissions.ts';
import type { JournalEntry } from '../rollout/entry.ts';
import type { HistoryPage, PageRequest } from '../rollout/history.ts';
import type { Outcome } from '../rollout/outcome.ts';
import type { RolloutState, Scope } from '../rollout/state.ts';
import type { components } from './admin.gen.ts';

type Schemas = components['schemas'];

export type Status = Schemas['Status'];
export type Difference = Schemas['Difference'];
export type DifferenceSummary = Schemas['DifferenceSummary'];

/** All that the admin API sees of the router, and all that it can do to it. Every change is the operator's. */
export interface Control {
  /** Of the contract that the router works by, in its order. */
  readonly operationIds: readonly string[];
  /** The split as it holds now, cheap. */
  view(): View;
  /** Everything at one look. */
  status(): Status;
  /** Asks the gate anew before it raises. `to` null: the operation has no share of its own any more. */
  set(scope: Scope, to: number | null, why: string): Promise<Outcome>;
  rollBack(scope: Scope, why: string): Promise<Outcome>;
  pause(why: string): Promise<Outcome>;
  resume(why: string): Promise<Outcome>;
  /** Lets go what a breaker holds; asks the gate anew. */
  rearm(scope: Scope, why: string): Promise<Outcome>;
  history(page: PageRequest): HistoryPage;
  /** Newest first. */
  differences(): readonly DifferenceSummary[];
  difference(id: string): Difference | undefined;
  /** Source text of a wire case. */
  wireCase(id: string): string | undefined;
  /** The listener does not throw. Gives back what ends the subscription. */
  subscribe(listener: (event: ControlEvent) => void): () => void;
  /** Asks for another worker; returns at once. */
  restart(): void;
}

export interface View {
  readonly state: RolloutState;
  readonly effective: EffectiveShares;
  /** Why everything is at 0 % though no entry says so. */
  readonly held: string | undefined;
}

export type ControlEvent =
  | { readonly kind: 'change'; readonly view: View; readonly entry: JournalEntry | undefined }
  | ({ readonly kind: 'verdict' } & Schemas['VerdictEvent'])
  | { readonly kind: 'difference'; readonly difference: DifferenceSummary };
