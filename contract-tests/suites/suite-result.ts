import type { Observation } from '../../parity/answer.ts';
import type { Difference } from '../../parity/difference.ts';

/** The suites of which reports and proofs are made. */
export type SuiteName =
  | 'dredd'
  | 'wire'
  | 'generated'
  | 'sequences'
  | 'conformance'
  | 'lifetime'
  | 'production'
  | 'traffic';

export type Side = 'baseline' | 'candidate';

/** What one suite saw of two servers, whatever it did to see it. */
export interface SuiteResult {
  readonly suite: SuiteName;
  /** Of the random numbers that its cases come from; `undefined` where none do. */
  readonly seed: number | undefined;
  /** Cases run to their end; a case may be several requests. */
  readonly cases: number;
  /** Requests sent to each server. */
  readonly requests: number;
  readonly durationMs: number;
  /** By operationId; what belongs to no operation is under `''`. */
  readonly operations: Readonly<Record<string, OperationTally>>;
  /** Empty where both servers did the same, and what the contract says. */
  readonly findings: readonly Finding[];
}

export interface OperationTally {
  readonly cases: number;
  /** Cases with a finding. */
  readonly failed: number;
  /** Answers of the baseline by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Keywords of the request's schemas that cases have broken on purpose, `/body/email minLength` -> how often. */
  readonly keywords: Readonly<Record<string, number>>;
}

/** A case in which the servers differ from one another, or one of them from what must be. */
export interface Finding {
  readonly suite: SuiteName;
  readonly case: string;
  readonly why: string;
  readonly operation: string | undefined;
  readonly differences: readonly Difference[];
  /** In what a server did not do what the case or the contract says, one line each. */
  readonly unmet: Readonly<Record<Side, readonly string[]>>;
  /** What was sent, and how to send it again; secrets are masked. */
  readonly request: { readonly raw: string; readonly curl: string } | undefined;
  readonly observations: Readonly<Record<Side, Observation>> | undefined;
  /** Further failed cases that it stands for, because they differ in the same way; none by default. */
  readonly alike?: number;
}
