import type { FieldLine } from '../../parity/answer.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { Side } from '../suites/suite-result.ts';
import type { ObserveOptions } from '../wire/connection.ts';
import type { Watch } from './liveness.ts';

/** Two servers of which nothing is known but where they are. */
export interface TwoServers {
  /** Origins. */
  readonly urls: Readonly<Record<Side, string>>;
  /** Sent with every request. */
  readonly headers: Readonly<Record<Side, readonly FieldLine[]>>;
  /** What a person has declared volatile; what the servers show comes on top. */
  readonly rules: RulesOptions;
  /** Requests at a time to each. */
  readonly concurrency: number;
  readonly limits: ObserveOptions;
  /** Ends the run where a server has stopped answering. */
  readonly watch?: Watch;
}

/** A case of which nothing can be said, because the baseline does not answer it alike. */
export interface SetAside {
  /** operationId, or empty. */
  readonly operation: string;
  readonly case: string;
  readonly reason: string;
}
