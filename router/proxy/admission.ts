import type { Operation } from '../../contract/operations.ts';

/** What holds for an operation at this moment. */
export interface Admission {
  /** Share of the users that may go to the candidate, 0 to 100: the configured share, or 0 where something holds it back. */
  readonly percentage: number;
  /** Why the share is not the configured one, in a few words for the decision's line. */
  readonly held?: string;
  /**
   * Present while a breaker tries whether the candidate has recovered: takes one of the few places of the trial. Where it gives
   * false the request goes to the baseline. Only a request that the share lets through may ask.
   */
  readonly trial?: () => boolean;
}

/** Asked once for each request, so it may cost no more than a look into a table. */
export type Admit = (operation: Operation) => Admission;
