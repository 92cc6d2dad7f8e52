import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCKFILE = join(import.meta.dirname, '..', '..', 'package-lock.json');

/** `sha256:<hex>` of the lockfile of this project's packages. */
export function lockfileDigest(): string {
  return `sha256:${createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex')}`;
}
