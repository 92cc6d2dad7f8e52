import type { Decided, Scope, Trip } from './state.ts';

/** One line of the journal: a change, who made it, when and why. */
export type JournalEntry = Stamp & Change;

export interface Stamp {
  readonly epoch: number;
  /** ISO 8601. */
  readonly at: string;
  readonly who: Author;
  /** One line for a person. */
  readonly why: string;
}

/** `environment` is a changed FASTIFY_TRAFFIC_PERCENTAGE; `journal` speaks of itself: what it lost or could not write. */
export type Author = 'operator' | 'environment' | 'gate' | 'breaker' | 'journal';

export type Change =
  /** `scope` everything: the general share. `to` null: the operation has no share of its own any more. */
  | { readonly kind: 'set'; readonly scope: Scope; readonly from: number | null; readonly to: number | null }
  /** To 0 %, and shares of single operations with it where the scope is everything. */
  | { readonly kind: 'roll-back'; readonly scope: Scope; readonly from: number }
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'trip'; readonly scope: Scope; readonly trip: Trip }
  | { readonly kind: 'recover'; readonly scope: Scope }
  /** The environment's percentage, accepted; its effect is a `set` of the general share. */
  | { readonly kind: 'request'; readonly from: number; readonly to: number }
  /** The environment's percentage is known and not followed; it asks again when it changes. */
  | { readonly kind: 'disregard'; readonly to: number }
  /** What nobody can rely on is taken back: raises that were never acknowledged, or all shares after a damaged or unwritable journal. */
  | { readonly kind: 'withdraw'; readonly to: Decided };
