import { appendFile, cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** All that a server process loads, and what its build is told by. */
const NEEDED = [
  'contract',
  'handlers',
  'services',
  'servers',
  'settings',
  'lockstep.js',
  'openapi.yaml',
  'package-lock.json',
  'package.json',
];

/**
 * Copies the sources of the servers, in which one handler is another file than in the project.
 * @returns path of the copy's `lockstep.js`
 */
export async function copyWithChangedHandler(into: string): Promise<string> {
  await mkdir(into, { recursive: true });
  await Promise.all(NEEDED.map((name) => cp(join(ROOT, name), join(into, name), { recursive: true })));
  await symlink(join(ROOT, 'node_modules'), join(into, 'node_modules'), 'dir');
  await appendFile(join(into, 'handlers', 'health.ts'), '\n// Another build.\n');
  return join(into, 'lockstep.js');
}
