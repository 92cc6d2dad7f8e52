import { createHash, scryptSync } from 'node:crypto';
import { digestBuild } from '../contract/build-digest.ts';
import type { BuildInfo } from '../handlers/context.ts';

/**
 * What a server says of itself on `/health`.
 * @param root directory of the project
 * @param wireSettings the settings that show in answers, by name
 * @param secret of the tokens: it shows in every token; what stands in the digest is derived slowly, so that guessing it from
 *   `/health` is no cheaper than from a token
 */
export function describeBuild(
  root: string,
  contractDigest: string,
  wireSettings: Readonly<Record<string, unknown>>,
  secret: string,
): BuildInfo {
  const derivedSecret = scryptSync(secret, 'lockstep configuration', 32).toString('hex');
  const settings = Object.entries(wireSettings).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    contract: contractDigest,
    build: digestBuild(root),
    configuration: `sha256:${createHash('sha256')
      .update(JSON.stringify([...settings, derivedSecret]))
      .digest('hex')}`,
    node: process.version,
  };
}
