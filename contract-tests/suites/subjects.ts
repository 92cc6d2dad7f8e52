import type { Contract } from '../../contract/document.ts';
import type { Observation } from '../../parity/answer.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { Side } from './suite-result.ts';

/** The two running servers that a suite compares. */
export interface Subjects {
  readonly contract: Contract;
  /** Base URLs. */
  readonly baseline: string;
  readonly candidate: string;
  /** Both run under one test seed, each on a database of its own: nothing they answer may differ, and nothing is volatile. */
  readonly seeded: boolean;
  readonly rules: RulesOptions;
  /** Makes the same person known to both servers and answers what that person sends with each request. */
  readonly enroll: (name: string) => Promise<Person>;
}

/** Who sends a request. */
export interface Person {
  /** Bearer token, where there is one. */
  readonly token: string | undefined;
  /** Header fields of every request. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Told while a suite runs: how much of it is done. */
export type OnProgress = (done: number, total: number) => void;

/** Told what both servers did in each case, as soon as it is known. */
export type OnObserved = (seen: Readonly<Record<Side, Observation>>, testCase: string) => Promise<void>;
