import type { Contract } from '../../contract/document.ts';
import { digestOperation } from '../../contract/operation-digest.ts';
import { signProof } from '../../parity/proof.ts';
import { PROOF_VERSION } from '../../parity/proof-payload.ts';
import { askIdentity } from '../prove/identity.ts';
import { signingKey } from '../prove/keys.ts';
import { proofFileIn, writeProof } from '../prove/proof-file.ts';

const LIFE_MS = 60 * 60_000;

/**
 * Signs that both servers are alike, as `npm run prove` does where it finds them so: what is put to the test here is the router, and
 * that it needs a proof, not what the proof says.
 * @throws {Error} where a server does not say what it runs
 */
export async function writeChaosProof(
  contract: Contract,
  dataDir: string,
  { express, fastify }: Readonly<Record<'express' | 'fastify', string>>,
): Promise<void> {
  const [baseline, candidate] = await Promise.all([askIdentity(express), askIdentity(fastify)]);
  if (baseline === undefined || candidate === undefined) throw new Error('a server does not say what it runs');
  const issuedAt = new Date();
  const token = await signProof(
    {
      version: PROOF_VERSION,
      tool: '0.0.0-chaos',
      issuedAt: issuedAt.toISOString(),
      expiresAt: new Date(issuedAt.getTime() + LIFE_MS).toISOString(),
      contract: contract.digest,
      baseline: { name: 'express', identity: baseline },
      candidate: { name: 'fastify', identity: candidate },
      scope: 'all',
      suites: [{ suite: 'wire', cases: 1, requests: 1, durationMs: 1 }],
      operations: Object.fromEntries(
        contract.operations.map((operation) => [
          operation.id,
          { digest: digestOperation(contract.document, operation), verdict: 'identical' as const, cases: 1 },
        ]),
      ),
    },
    signingKey(dataDir, { privateKey: undefined, publicKey: undefined }),
  );
  writeProof(proofFileIn(dataDir), token);
}
