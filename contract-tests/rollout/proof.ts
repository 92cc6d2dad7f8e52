import type { KeyObject } from 'node:crypto';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { digestOperation } from '../../contract/operation-digest.ts';
import { signProof } from '../../parity/proof.ts';
import type { ReportedIdentity } from '../../parity/proof-identity.ts';
import { PROOF_VERSION } from '../../parity/proof-payload.ts';
import type { ServerName } from '../pair.ts';
import { askIdentity } from '../prove/identity.ts';
import { signingKey } from '../prove/keys.ts';
import { proofFileIn, writeProof } from '../prove/proof-file.ts';

export interface ProofOptions {
  /** Another key than the one of the data directory. */
  readonly key?: KeyObject;
  /** When it was made, as long ago. */
  readonly ageMs?: number;
  readonly lifeMs?: number;
}

const HOUR_MS = 3_600_000;

/** What both servers say on `/health` that they are. */
export type Identities = Readonly<Record<ServerName, ReportedIdentity>>;

export async function identitiesOf(urls: Readonly<Record<ServerName, string>>): Promise<Identities> {
  const [express, fastify] = await Promise.all([askIdentity(urls.express), askIdentity(urls.fastify)]);
  if (express === undefined || fastify === undefined) throw new Error('a server does not say what it runs');
  return { express, fastify };
}

/**
 * Writes into a data directory what `npm run prove` writes for these servers where it finds no difference. The router's gate is put to
 * the test here, not what a proof says.
 */
export async function prove(
  dataDir: string,
  { express, fastify }: Identities,
  { key, ageMs = 0, lifeMs = HOUR_MS }: ProofOptions = {},
): Promise<void> {
  const { document, digest, operations } = loadContract(OWN_CONTRACT);
  const issuedAt = Date.now() - ageMs;
  // Also where another one signs, the directory has a key that the proof is checked with.
  const own = signingKey(dataDir, { privateKey: undefined, publicKey: undefined });
  const token = await signProof(
    {
      version: PROOF_VERSION,
      tool: '0.0.0-test',
      issuedAt: new Date(issuedAt).toISOString(),
      expiresAt: new Date(issuedAt + lifeMs).toISOString(),
      contract: digest,
      baseline: { name: 'express', identity: express },
      candidate: { name: 'fastify', identity: fastify },
      scope: 'all',
      suites: [{ suite: 'wire', cases: 1, requests: 1, durationMs: 1 }],
      operations: Object.fromEntries(
        operations.map((operation) => [
          operation.id,
          { digest: digestOperation(document, operation), verdict: 'identical' as const, cases: 1 },
        ]),
      ),
    },
    key ?? own,
  );
  writeProof(proofFileIn(dataDir), token);
}

/** Writes one that has run out an hour ago. */
export const proveLongAgo = (dataDir: string, identities: Identities) =>
  prove(dataDir, identities, { ageMs: 2 * HOUR_MS, lifeMs: HOUR_MS });
