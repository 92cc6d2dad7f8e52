import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { BenchmarkError } from './benchmark-error.ts';
import { compareWithCommitted, renderVerdict } from './guard.ts';
import type { Report } from './report.ts';

export const COMMITTED = fileURLToPath(new URL('results/committed.json', import.meta.url));

/** `--check`: says on stdout how a run stands to the committed results, and answers whether it passed. */
export function checkAgainst(now: Report, committed: Report): boolean {
  const verdict = compareWithCommitted(now, committed);
  console.log(`\n${renderVerdict(verdict)}`);
  return verdict.passed;
}

/** @throws {BenchmarkError} when there are no committed results that can be read */
export async function readCommitted(file = COMMITTED): Promise<Report> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BenchmarkError(
      `--check needs the results of a full run in ${file}, and there are none; make them with npm run benchmark -- --commit`,
      { cause },
    );
  });
  const value = parse(text);
  if (value?.format !== 1)
    throw new BenchmarkError(`${file} does not hold results of format 1; commit those of a full run`);
  // Written by this benchmark, whose reports carry their format.
  return value as Report;
}

function parse(text: string): { readonly format?: unknown } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
