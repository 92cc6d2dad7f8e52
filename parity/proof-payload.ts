import {
  count,
  dictionary,
  digest,
  exactly,
  instant,
  list,
  oneOf,
  ProofFormError,
  record,
  text,
} from './proof-form.ts';
import { readIdentity, type ServerIdentity } from './proof-identity.ts';

/** Of the payload's form: a reader takes no other. */
export const PROOF_VERSION = 1;

/** What a proof says: between these two servers, by this contract, these cases found no difference. */
export interface Proof {
  readonly version: typeof PROOF_VERSION;
  /** Version of Lockstep that made it. */
  readonly tool: string;
  /** Instants as `Date.toISOString` writes them; it holds from the one until before the other. */
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** `sha256:<hex>` of the contract's file. */
  readonly contract: string;
  readonly baseline: ProvenServer;
  readonly candidate: ProvenServer;
  /** `safe-only`: nothing was sent that changes state (RFC 9110, 9.2.1). */
  readonly scope: 'all' | 'safe-only';
  readonly suites: readonly ProvenSuite[];
  /** By operationId: all of the contract's. */
  readonly operations: Readonly<Record<string, ProvenOperation>>;
}

export interface ProvenServer {
  readonly name: string;
  readonly identity: ServerIdentity;
  /** `sha256:<hex>` of the lockfile of its packages; absent where nobody could read it. */
  readonly lockfile?: string;
}

export interface ProvenSuite {
  readonly suite: string;
  readonly cases: number;
  /** Sent to each server. */
  readonly requests: number;
  /** Absent where no case comes from random numbers. */
  readonly seed?: number;
  readonly durationMs: number;
}

export interface ProvenOperation {
  /** Of the operation as the contract describes it: `contract/operation-digest.ts`. */
  readonly digest: string;
  /** `not-covered`: no case compared it, or it succeeded in none. */
  readonly verdict: 'identical' | 'not-covered';
  /** In the suites that compare. */
  readonly cases: number;
}

const MEMBERS = [
  'version',
  'tool',
  'issuedAt',
  'expiresAt',
  'contract',
  'baseline',
  'candidate',
  'scope',
  'suites',
  'operations',
] as const;

/**
 * Reads what may be anything as a payload; every member is checked, and there may be no other.
 * @throws {ProofFormError} that names the first place that is wrong
 */
export function readPayload(value: unknown): Proof {
  const members = exactly(value, 'proof', MEMBERS);
  if (members.version !== PROOF_VERSION) throw new ProofFormError('proof.version', String(PROOF_VERSION));
  const issuedAt = instant(members.issuedAt, 'proof.issuedAt');
  const expiresAt = instant(members.expiresAt, 'proof.expiresAt');
  if (expiresAt <= issuedAt) throw new ProofFormError('proof.expiresAt', 'later than issuedAt');
  return {
    version: PROOF_VERSION,
    tool: text(members.tool, 'proof.tool', /^\d[\w.+-]{0,50}$/, 'a version'),
    issuedAt,
    expiresAt,
    contract: digest(members.contract, 'proof.contract'),
    baseline: readServer(members.baseline, 'proof.baseline'),
    candidate: readServer(members.candidate, 'proof.candidate'),
    scope: oneOf(members.scope, 'proof.scope', ['all', 'safe-only']),
    suites: list(members.suites, 'proof.suites', readSuite, 100),
    operations: dictionary(members.operations, 'proof.operations', readOperation, 10_000),
  };
}

/** The version that a payload says it has, for whoever must tell another version from nonsense. */
export function versionOf(value: unknown): unknown {
  return record(value, 'proof').version;
}

function readServer(value: unknown, at: string): ProvenServer {
  const { name, identity, lockfile } = exactly(value, at, ['name', 'identity', 'lockfile']);
  return {
    name: text(name, `${at}.name`, /^[^\p{Cc}]{1,100}$/u, '1 to 100 printable characters'),
    identity: readIdentity(identity, `${at}.identity`),
    ...(lockfile === undefined ? {} : { lockfile: digest(lockfile, `${at}.lockfile`) }),
  };
}

function readSuite(value: unknown, at: string): ProvenSuite {
  const members = exactly(value, at, ['suite', 'cases', 'requests', 'seed', 'durationMs']);
  return {
    suite: text(members.suite, `${at}.suite`, /^[a-z][a-z-]{0,39}$/, 'a name in lower case'),
    cases: count(members.cases, `${at}.cases`),
    requests: count(members.requests, `${at}.requests`),
    ...(members.seed === undefined ? {} : { seed: count(members.seed, `${at}.seed`) }),
    durationMs: count(members.durationMs, `${at}.durationMs`),
  };
}

function readOperation(value: unknown, at: string): ProvenOperation {
  const members = exactly(value, at, ['digest', 'verdict', 'cases']);
  return {
    digest: digest(members.digest, `${at}.digest`),
    verdict: oneOf(members.verdict, `${at}.verdict`, ['identical', 'not-covered']),
    cases: count(members.cases, `${at}.cases`),
  };
}
