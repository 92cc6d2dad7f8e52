import type { Match } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import type { Admission, Admit } from './admission.ts';
import { threshold } from './bucket.ts';
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
  /** Its body is not all here. When it will be is for the client to choose, so it is nobody's trial. */
  readonly arriving?: boolean;
  readonly admit: Admit;
  /** The bucket that a key falls into. */
  readonly bucketOf: (key: string) => number;
  /** What an operator asks for. */
  readonly forced: UpstreamName | undefined;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set([...SAFE_METHODS, 'PUT', 'DELETE']);

/**
 * Which upstream answers a request. Only the contract's operations are ever proven alike, so everything else stays with the
 * baseline.
 */
export function decide({ method, match, identity, arriving = false, admit, bucketOf, forced }: Question): Decision {
  const bucket = bucketOf(identity.key);
  const operation = match.kind === 'operation' ? match.operation : undefined;
  const facts: Facts = {
    operation,
    safe: operation?.safe ?? SAFE_METHODS.has(method),
    idempotent: operation?.idempotent ?? IDEMPOTENT_METHODS.has(method),
    forced: forced !== undefined,
    bucket,
  };
  if (forced !== undefined) return new Reasoned(facts, forced, 0, () => `${forced}: an operator asked for it`);
  if (operation === undefined) {
    const what = match.kind === 'not-found' ? 'path' : 'method of this path';
    return new Reasoned(facts, 'express', 0, () => `express: the contract has no such ${what}`);
  }
  const admission = admit(operation);
  const upstream = chosen(admission, bucket, arriving);
  return new Reasoned(facts, upstream, admission.percentage, () =>
    explain(upstream, admission, bucket, arriving, identity),
  );
}

type Facts = Pick<Decision, 'operation' | 'safe' | 'idempotent' | 'forced' | 'bucket'>;

/** Puts its reason into words when somebody asks for it: mostly nobody does. */
class Reasoned implements Decision {
  readonly upstream: UpstreamName;
  readonly operation: Operation | undefined;
  readonly safe: boolean;
  readonly idempotent: boolean;
  readonly forced: boolean;
  readonly bucket: number;
  readonly percentage: number;
  readonly #explain: () => string;

  constructor(facts: Facts, upstream: UpstreamName, percentage: number, explain: () => string) {
    this.upstream = upstream;
    this.operation = facts.operation;
    this.safe = facts.safe;
    this.idempotent = facts.idempotent;
    this.forced = facts.forced;
    this.bucket = facts.bucket;
    this.percentage = percentage;
    this.#explain = explain;
  }

  get reason(): string {
    return this.#explain();
  }
}

function chosen({ percentage, trial }: Admission, bucket: number, arriving: boolean): UpstreamName {
  const admitted = bucket < threshold(percentage) && (trial === undefined || (!arriving && trial()));
  return admitted ? 'fastify' : 'express';
}

function explain(
  upstream: UpstreamName,
  { percentage, held, trial }: Admission,
  bucket: number,
  arriving: boolean,
  { kind }: Identity,
): string {
  const limit = threshold(percentage);
  const relation = bucket < limit ? 'below' : 'not below';
  const numbers = `bucket ${bucket} of this ${kind} is ${relation} ${limit} (${percentage} %)`;
  if (held !== undefined) return `${upstream}: ${numbers}; ${held}`;
  if (trial === undefined || bucket >= limit) return `${upstream}: ${numbers}`;
  if (arriving) return `${upstream}: ${numbers}; no trial while its body still arrives`;
  return `${upstream}: ${numbers}; ${upstream === 'fastify' ? 'on trial' : 'the trial has no free place'}`;
}
