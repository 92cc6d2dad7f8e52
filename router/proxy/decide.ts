import type { Match } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import type { Admission, Admit } from './admission.ts';
import { bucketOf, threshold } from './bucket.ts';
import type { Identity } from './identify.ts';

/** Express is the baseline, Fastify the candidate. */
export type UpstreamName = 'express' | 'fastify';

export interface Decision {
  readonly upstream: UpstreamName;
  /** The contract's operation, where the request belongs to one. */
  readonly operation: Operation | undefined;
  /** The request changes nothing: its operation is safe, or outside the contract its method is (RFC 9110, 9.2.1). */
  readonly safe: boolean;
  /** To run it twice has the effect of running it once (RFC 9110, 9.2.2). */
  readonly idempotent: boolean;
  /** An operator chose the upstream: nothing stands in for it, and it says nothing about users. */
  readonly forced: boolean;
  readonly bucket: number;
  readonly percentage: number;
  /** One line for a person: the numbers and the verdict. */
  readonly reason: string;
}

export interface Question {
  readonly method: string;
  readonly match: Match;
  readonly identity: Identity;
  readonly admit: Admit;
  readonly salt: string;
  /** What an operator asks for. */
  readonly forced: UpstreamName | undefined;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set([...SAFE_METHODS, 'PUT', 'DELETE']);

/**
 * Which upstream answers a request. Only the contract's operations are ever proven alike, so everything else stays with the
 * baseline.
 */
export function decide({ method, match, identity, admit, salt, forced }: Question): Decision {
  const bucket = bucketOf(salt, identity.key);
  const operation = match.kind === 'operation' ? match.operation : undefined;
  const known = {
    operation,
    safe: operation?.safe ?? SAFE_METHODS.has(method),
    idempotent: operation?.idempotent ?? IDEMPOTENT_METHODS.has(method),
    forced: forced !== undefined,
    bucket,
  };
  if (forced !== undefined) {
    return { ...known, upstream: forced, percentage: 0, reason: `${forced}: an operator asked for it` };
  }
  if (operation === undefined) {
    const what = match.kind === 'not-found' ? 'path' : 'method of this path';
    return { ...known, upstream: 'express', percentage: 0, reason: `express: the contract has no such ${what}` };
  }
  const admission = admit(operation);
  const upstream = chosen(admission, bucket);
  return {
    ...known,
    upstream,
    percentage: admission.percentage,
    reason: explain(upstream, admission, bucket, identity),
  };
}

function chosen({ percentage, trial }: Admission, bucket: number): UpstreamName {
  const admitted = bucket < threshold(percentage) && (trial === undefined || trial());
  return admitted ? 'fastify' : 'express';
}

function explain(upstream: UpstreamName, { percentage, held, trial }: Admission, bucket: number, { kind }: Identity) {
  const limit = threshold(percentage);
  const relation = bucket < limit ? 'below' : 'not below';
  const numbers = `bucket ${bucket} of this ${kind} is ${relation} ${limit} (${percentage} %)`;
  if (held !== undefined) return `${upstream}: ${numbers}; ${held}`;
  if (trial === undefined || bucket >= limit) return `${upstream}: ${numbers}`;
  return `${upstream}: ${numbers}; ${upstream === 'fastify' ? 'on trial' : 'the trial has no free place'}`;
}
