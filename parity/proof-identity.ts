import { type IdentityPlace, readPlace } from './identity-place.ts';
import { digest, exactly, isRecord, ProofFormError, record, text } from './proof-form.ts';

/** What tells a server from another build or setup of it. */
export type ServerIdentity =
  /** A server of ours says it on `/health`. */
  | ReportedIdentity
  /** A foreign server: what its operator says runs there, for example the digest of an image. */
  | { readonly kind: 'declared'; readonly identity: string }
  /** A foreign server: what it answers where it was told to be asked. */
  | { readonly kind: 'observed'; readonly place: IdentityPlace; readonly identity: string };

/** What a server is now. */
export type LiveIdentity =
  | ServerIdentity
  /** It answers, and not in the way in which the proof knows it. */
  | { readonly kind: 'unrecognised' };

export interface ReportedIdentity {
  readonly kind: 'reported';
  /** Digests, `sha256:<hex>`. */
  readonly contract: string;
  readonly build: string;
  readonly configuration: string;
  /** `v26.10.0` */
  readonly node: string;
}

const REPORTED = ['contract', 'build', 'configuration', 'node'] as const;

/** What a server's `/health` says of it; `undefined` where that is no such answer. */
export function reportedBy(health: unknown): ReportedIdentity | undefined {
  if (!isRecord(health)) return undefined;
  const { contract, build, configuration, node } = health;
  try {
    return readReported({ contract, build, configuration, node }, 'health');
  } catch (error) {
    if (error instanceof ProofFormError) return undefined;
    throw error;
  }
}

/** @throws {ProofFormError} */
export function readIdentity(value: unknown, at: string): ServerIdentity {
  const { kind, ...rest } = record(value, at);
  if (kind === 'reported') return readReported(rest, at);
  if (kind !== 'declared' && kind !== 'observed')
    throw new ProofFormError(`${at}.kind`, 'reported, declared or observed');
  const { identity, place } = exactly(rest, at, kind === 'observed' ? ['identity', 'place'] : ['identity']);
  const known = text(identity, `${at}.identity`, /^[^\p{Cc}]{1,500}$/u, '1 to 500 printable characters');
  if (kind === 'declared') return { kind, identity: known };
  return { kind, place: readPlace(place, `${at}.place`), identity: known };
}

function readReported(value: unknown, at: string): ReportedIdentity {
  const { contract, build, configuration, node } = exactly(value, at, REPORTED);
  return {
    kind: 'reported',
    contract: digest(contract, `${at}.contract`),
    build: digest(build, `${at}.build`),
    configuration: digest(configuration, `${at}.configuration`),
    node: text(node, `${at}.node`, /^v\d+\.\d+\.\d+[\w.+-]{0,40}$/, 'a version such as v26.10.0'),
  };
}
