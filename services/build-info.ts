import { createHash, scryptSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildInfo } from '../handlers/context.ts';

/** What a server process runs; edits to documents, tests and benchmarks do not touch it. */
const SOURCES = ['contract', 'handlers', 'services', 'servers', 'settings'];
const FILES = ['openapi.yaml', 'package-lock.json'];

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
    build: digestFiles(root),
    configuration: `sha256:${createHash('sha256')
      .update(JSON.stringify([...settings, derivedSecret]))
      .digest('hex')}`,
    node: process.version,
  };
}

/** `sha256:<hex>` over names and contents of the files that a server runs. */
function digestFiles(root: string): string {
  const hash = createHash('sha256');
  const sources = SOURCES.flatMap((directory) =>
    readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
      .map((name) => `${directory}/${name.replaceAll('\\', '/')}`)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('/fixtures/')),
  );
  for (const name of [...FILES, ...sources].sort()) {
    const content = readFileSync(join(root, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return `sha256:${hash.digest('hex')}`;
}
