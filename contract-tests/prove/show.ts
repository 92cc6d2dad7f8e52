/** `npm run proof:show [-- file]`: what a proof says, whether it holds, and whether the servers that run are the ones it is of. */
import { readProof } from '../../parity/proof.ts';
import { serverReasons } from '../../parity/proof-assessment.ts';
import type { Proof } from '../../parity/proof-payload.ts';
import { loadEnvironment, readShowConfig, type ShowConfig } from './config.ts';
import { askIdentity } from './identity.ts';
import { details } from './in-words.ts';
import { checkingKey } from './keys.ts';
import { proofFileIn, readProofFile } from './proof-file.ts';

const USAGE = 'Usage: npm run proof:show [-- file]';

// Valid has to be said.
process.exitCode = 1;
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`proof:show: ${error instanceof Error ? error.message : error}`);
}

/** @returns the exit code: 0 only for a valid proof */
async function main(words: readonly string[]): Promise<number> {
  const [file] = words;
  if (words.length > 1 || file?.startsWith('-') === true) {
    console.error(USAGE);
    return 1;
  }
  const config = readShowConfig(loadEnvironment());
  const token = readProofFile(file ?? proofFileIn(config.dataDir));
  const verdict = await readProof(token, checkingKey(config.dataDir, config.keys), { now: new Date() });
  if (verdict.kind === 'invalid') {
    console.log(`invalid: ${verdict.reason}`);
    return 1;
  }
  console.log(verdict.kind === 'valid' ? 'valid' : `expired at ${verdict.proof.expiresAt}`);
  console.log(details(verdict.proof));
  for (const line of await liveLines(verdict.proof, config)) console.log(line);
  return verdict.kind === 'valid' ? 0 : 1;
}

/** A line for each server: the one that the proof is of, another, or not there. */
async function liveLines(proof: Proof, { urls }: ShowConfig): Promise<string[]> {
  return Promise.all(
    (['baseline', 'candidate'] as const).map(async (side) => {
      const live = await askIdentity(urls[side]);
      const at = `${proof[side].name} at ${urls[side]}`;
      if (live === undefined) return `${at}: not reached`;
      const reasons = serverReasons(side, proof[side], live);
      return reasons.length === 0 ? `${at}: is the proven one` : `${at}: ${reasons.map(({ text }) => text).join('; ')}`;
    }),
  );
}
