/** `npm run proof:show [-- file]`: what a proof says, whether it holds, and whether the servers that run are the ones it is of. */
import { fileURLToPath } from 'node:url';
import { digestBuild } from '../../contract/build-digest.ts';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { readProof } from '../../parity/proof.ts';
import { serverReasons } from '../../parity/proof-assessment.ts';
import type { Proof } from '../../parity/proof-payload.ts';
import { loadEnvironment, readShowConfig, type ShowConfig } from './config.ts';
import { askIdentity } from './identity.ts';
import { details } from './in-words.ts';
import { checkingKey } from './keys.ts';
import { lockfileDigest } from './lockfile.ts';
import { hasProof, proofFileIn, readProofFile } from './proof-file.ts';
import { ProveError } from './prove-error.ts';

const USAGE = 'Usage: npm run proof:show [-- file]';
/** Its files are what servers that are started now would run. */
const ROOT = fileURLToPath(new URL('.', OWN_CONTRACT));

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
  if (file === '--help' || file === '-h') {
    console.log(USAGE);
    return 0;
  }
  if (words.length > 1 || file?.startsWith('-') === true) {
    console.error(USAGE);
    return 1;
  }
  const config = readShowConfig(loadEnvironment());
  const kept = file ?? proofFileIn(config.dataDir);
  if (!hasProof(kept)) throw new ProveError(`there is no proof in ${kept}; "npm run prove" makes one`);
  const token = readProofFile(kept);
  const verdict = await readProof(token, checkingKey(config.dataDir, config.keys), { now: new Date() });
  if (verdict.kind === 'invalid') {
    console.log(`invalid: ${verdict.reason}`);
    return 1;
  }
  const { proof } = verdict;
  const seen = await Promise.all((['baseline', 'candidate'] as const).map((side) => lookAt(side, proof, config)));
  const reasons = [
    ...(verdict.kind === 'valid' ? [] : [`it expired at ${proof.expiresAt}`]),
    ...reasonsOnDisk(proof),
    ...seen.flatMap((one) => one.reasons),
  ];
  console.log(reasons.length === 0 ? 'valid' : reasons.map((reason) => `does not hold: ${reason}`).join('\n'));
  console.log(details(proof));
  for (const { line } of seen) console.log(line);
  return reasons.length === 0 ? 0 : 1;
}

/** In what a server that runs is not the one that the proof is of; one that is not there says nothing against it. */
async function lookAt(
  side: 'baseline' | 'candidate',
  proof: Proof,
  { urls }: ShowConfig,
): Promise<{ readonly line: string; readonly reasons: readonly string[] }> {
  const { name, identity } = proof[side];
  if (identity.kind !== 'reported') return { line: `${name}: what runs there now was not asked`, reasons: [] };
  const live = await askIdentity(urls[side]);
  const at = `${name} at ${urls[side]}`;
  if (live === undefined) return { line: `${at}: not reached`, reasons: [] };
  const reasons = serverReasons(side, proof[side], live).map(({ text }) => text);
  return { line: `${at}: ${reasons.length === 0 ? 'is the proven one' : 'is not the proven one'}`, reasons };
}

/** In what the files here are others than those that this project's own servers were proven with. */
function reasonsOnDisk({ contract, baseline, candidate }: Proof): string[] {
  const builds = [baseline, candidate].flatMap(({ name, identity }) =>
    identity.kind === 'reported' ? [{ name, build: identity.build }] : [],
  );
  if (baseline.identity.kind !== 'reported') return [];
  const { digest } = loadContract(OWN_CONTRACT);
  const lockfile = lockfileDigest();
  const build = digestBuild(ROOT);
  const others = builds.filter((one) => one.build !== build).map(({ name }) => name);
  return [
    ...(digest === contract ? [] : ['openapi.yaml is not the contract that was proven']),
    ...(baseline.lockfile === undefined || baseline.lockfile === lockfile
      ? []
      : ['package-lock.json is not the one that was proven']),
    ...(others.length === 0
      ? []
      : [`the files that a server runs are not those that ${others.join(' and ')} ran when it was proven`]),
  ];
}
