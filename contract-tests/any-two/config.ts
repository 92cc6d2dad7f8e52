import { existsSync } from 'node:fs';
import { readSettings } from '../../settings/read.ts';
import type { GivenKeys } from '../prove/keys.ts';

/** What proofs are signed with, and where they are kept: as `npm run prove` and the router have it. */
export interface SigningConfig {
  readonly dataDir: string;
  readonly keys: GivenKeys;
  readonly proofLifeSeconds: number;
}

/** @throws {ConfigurationError} that lists every mistake */
export function readSigningConfig(): SigningConfig {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = readSettings(process.env, ['DATA_DIR', 'PROOF_PRIVATE_KEY', 'PROOF_PUBLIC_KEY', 'PROOF_EXPIRES_IN']);
  return {
    dataDir: settings.DATA_DIR,
    keys: { privateKey: settings.PROOF_PRIVATE_KEY, publicKey: settings.PROOF_PUBLIC_KEY },
    proofLifeSeconds: settings.PROOF_EXPIRES_IN,
  };
}
