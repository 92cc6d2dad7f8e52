import type { Contract } from '../../contract/document.ts';
import { signProof } from '../../parity/proof.ts';
import { PROOF_VERSION, type Proof } from '../../parity/proof-payload.ts';
import { faultsOf, type Judgement, judgeSifted } from '../prove/judgement.ts';
import { signingKey } from '../prove/keys.ts';
import { proofFileIn, writeProof } from '../prove/proof-file.ts';
import type { Side, SuiteResult } from '../suites/suite-result.ts';
import type { Outcome } from './compare-servers.ts';
import type { SigningConfig } from './config.ts';
import type { ForeignIdentity } from './identity.ts';
import { isIdentical } from './text-report.ts';
import { TOOL_VERSION } from './tool-version.ts';
import type { TwoServers } from './two-servers.ts';

export interface ToSign {
  /** As its file has it. */
  readonly contract: Contract;
  readonly servers: TwoServers;
  readonly identities: Readonly<Record<Side, ForeignIdentity>>;
  readonly scope: Proof['scope'];
  readonly outcome: Outcome;
  readonly now: Date;
}

export interface Signed {
  readonly isWritten: boolean;
  readonly lines: readonly string[];
}

/**
 * Writes a signed proof of what was seen, in the place of an older one.
 * @returns whether there is one, and what became of it, for a person
 * @throws {ProveError} where there is no key, or the file cannot be written
 */
export async function sign(seen: ToSign, config: SigningConfig): Promise<Signed> {
  const { outcome } = seen;
  if (!outcome.isUnprovenAllowed) return notWritten(['operations were never seen to succeed']);
  if (!isIdentical(outcome)) return notWritten(['the servers differ']);
  const ran = outcome.results.map((result) => ({ name: result.suite, compares: true, result }));
  const uncovered = new Set([...outcome.excused, ...outcome.unproven]);
  const judgement = judgeSifted(seen.contract, ran, uncovered, ran.flatMap(faultsOf));
  if (judgement.kind === 'red') return notWritten(judgement.faults);
  const proof = proofOf(seen, judgement, config);
  const file = proofFileIn(config.dataDir);
  writeProof(file, await signProof(proof, signingKey(config.dataDir, config.keys)));
  const all = Object.entries(proof.operations);
  const left = all.filter(([, { verdict }]) => verdict !== 'identical').map(([id]) => id);
  const lines = [
    `proof of ${all.length - left.length} of ${all.length} operations, valid until ${proof.expiresAt}, in ${file}`,
    ...(left.length === 0 ? [] : [`not covered by it: ${left.join(', ')}`]),
  ];
  return { isWritten: true, lines };
}

function notWritten(faults: readonly string[]): Signed {
  return { isWritten: false, lines: faults.map((fault) => `no proof was written: ${fault}`) };
}

function proofOf(
  { contract, servers, identities, scope, outcome, now }: ToSign,
  { operations }: Extract<Judgement, { kind: 'green' }>,
  { proofLifeSeconds }: SigningConfig,
): Proof {
  const server = (side: Side) => ({ name: servers.urls[side], identity: identities[side] });
  return {
    version: PROOF_VERSION,
    tool: TOOL_VERSION,
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + proofLifeSeconds * 1000).toISOString(),
    contract: contract.digest,
    baseline: server('baseline'),
    candidate: server('candidate'),
    scope,
    suites: outcome.results.map(provenSuite),
    operations,
  };
}

function provenSuite({ suite, cases, requests, seed, durationMs }: SuiteResult): Proof['suites'][number] {
  return { suite, cases, requests, ...(seed === undefined ? {} : { seed }), durationMs: Math.round(durationMs) };
}
