import type { Match } from '../../contract/match.ts';
import { bucketOf, threshold } from './bucket.ts';
import type { Identity } from './identify.ts';

/** Express is the baseline, Fastify the candidate. */
export type UpstreamName = 'express' | 'fastify';

export interface Decision {
  readonly upstream: UpstreamName;
  /** The contract's operation, where the request belongs to one. */
  readonly operation: string | undefined;
  /** The operation changes nothing; so does a safe method (RFC 9110, 9.2.1) outside the contract. */
  readonly safe: boolean;
  readonly bucket: number;
  readonly percentage: number;
  /** One line for a person: the numbers and the verdict. */
  readonly reason: string;
}

export interface Question {
  readonly method: string;
  readonly match: Match;
  readonly identity: Identity;
  /** Share of the users that the candidate gets, 0 to 100. */
  readonly percentage: number;
  readonly salt: string;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Which upstream answers a request. Only the contract's operations are ever proven alike, so everything else stays with the
 * baseline.
 */
export function decide({ method, match, identity, percentage, salt }: Question): Decision {
  const bucket = bucketOf(salt, identity.key);
  if (match.kind !== 'operation') {
    const safe = SAFE_METHODS.has(method);
    const what = match.kind === 'not-found' ? 'path' : 'method of this path';
    const reason = `express: the contract has no such ${what}`;
    return { upstream: 'express', operation: undefined, safe, bucket, percentage, reason };
  }
  const { id: operation, safe } = match.operation;
  const limit = threshold(percentage);
  const upstream = bucket < limit ? 'fastify' : 'express';
  const relation = bucket < limit ? 'below' : 'not below';
  const reason = `${upstream}: bucket ${bucket} of this ${identity.kind} is ${relation} ${limit} (${percentage} %)`;
  return { upstream, operation, safe, bucket, percentage, reason };
}
