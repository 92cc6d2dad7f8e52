/** One request of the load as its client saw it. Times are `Date.now()`, to compare with what the router says of itself. */
export interface RequestRecord {
  /** As sent in `x-request-id`. */
  readonly id: string;
  readonly operation: string;
  /** Of a registration. */
  readonly email?: string;
  readonly sentAt: number;
  /** When its connection was begun; of one that was used before, long ago. */
  connectionBegunAt: number;
  endedAt: number;
  outcome: Outcome;
}

export type Outcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly routedTo: string;
      readonly fallback: string | undefined;
      /** False where it broke off behind its head. */
      readonly complete: boolean;
      /** Of a problem document. */
      readonly code: string | undefined;
    }
  /** No head came. `closed`: its connection was closed or reset. */
  | { readonly kind: 'failed'; readonly closed: boolean; readonly reason: string }
  | { readonly kind: 'timeout' };
