import { createHash, scrypt } from 'node:crypto';
import { digestBuild } from '../contract/build-digest.ts';
import type { BuildInfo } from '../handlers/context.ts';

/**
 * What a server says of itself on `/health`.
 * @param root directory of the project
 * @param wireSettings the settings that show in answers, by name
 * @param derivedSecret from `deriveSecret`
 */
export function describeBuild(
  root: string,
  contractDigest: string,
  wireSettings: Readonly<Record<string, unknown>>,
  derivedSecret: string,
): BuildInfo {
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

/**
 * What stands for the secret of the tokens in a configuration's digest. The secret shows in every token; it is derived slowly, so that
 * guessing it from `/health` is no cheaper than from a token, and on another thread.
 */
export function deriveSecret(secret: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(secret, 'lockstep configuration', 32, (error, derived) => {
      if (error === null) resolve(derived.toString('hex'));
      else reject(error);
    });
  });
}
