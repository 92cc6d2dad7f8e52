import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a server process runs; edits to documents, tests and benchmarks do not touch it. */
const SOURCES = ['contract', 'handlers', 'services', 'servers', 'settings'];
const FILES = ['openapi.yaml', 'package-lock.json'];

/**
 * `sha256:<hex>` over names and contents of the files that a server runs, as they are on disk now.
 * @param root directory of the project
 */
export function digestBuild(root: string): string {
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
