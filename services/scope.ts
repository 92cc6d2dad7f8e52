import type { Context } from '../handlers/context.ts';
import type { Limiter } from './limits/limiter.ts';

/** What serves one request: the context of its handler, and who counts it. In production all requests share one. */
export interface Scope {
  readonly context: Context;
  readonly limiter: Pick<Limiter, 'take' | 'look'>;
}

/** The scope of a request. @param caseField value of the header that names a test case; means nothing outside of tests */
export type Scopes = (caseField: string | undefined) => Scope;

/** Names the test case that a request belongs to; read only under `LOCKSTEP_TEST_SEED`. */
export const CASE_HEADER = 'x-lockstep-case';
