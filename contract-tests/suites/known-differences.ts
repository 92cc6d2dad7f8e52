import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownDifferences, KnownDifferencesError, readKnownDifferences } from '../../parity/known-differences.ts';

/** The differences of this project's own servers that are accepted for the time being; the goal is none. */
export const OWN_KNOWN_DIFFERENCES = join(import.meta.dirname, '..', 'known-differences.json');

/**
 * Reads a file of known differences.
 * @throws {KnownDifferencesError} naming the file and every mistake in it
 */
export function loadKnownDifferences(file: string): KnownDifferences {
  try {
    return new KnownDifferences(readKnownDifferences(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (cause) {
    if (cause instanceof KnownDifferencesError)
      throw new KnownDifferencesError(cause.message.replace(/^/gm, `${file}: `));
    throw new KnownDifferencesError(`cannot use ${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
