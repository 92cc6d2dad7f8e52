import { accessSync, constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../../settings/kept-file.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import { toHtml } from './html.ts';
import { toJson } from './json.ts';
import { toJunit } from './junit.ts';
import { assemble, type ReportHeader } from './report.ts';

export type ReportFormat = 'json' | 'junit' | 'html';

const FILE_NAMES: Readonly<Record<ReportFormat, string>> = {
  json: 'parity.json',
  junit: 'parity.junit.xml',
  html: 'parity.html',
};

/**
 * Makes the directory of reports if need be: what is wrong with it is told before a run, not behind it.
 * @throws {Error} naming the directory, where it cannot be written to
 */
export function checkReportDirectory(directory: string): void {
  try {
    makeDirectory(directory);
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot write reports into ${directory}: ${reason}`, { cause });
  }
}

/**
 * Writes reports into a directory, which is made if need be; files of these names are replaced.
 * @returns the paths of what was written
 * @throws {Error} naming the directory, where it cannot be written to
 */
export async function writeReports(
  directory: string,
  results: readonly SuiteResult[],
  header: ReportHeader,
  formats: readonly ReportFormat[],
): Promise<string[]> {
  const report = assemble(results, header);
  const render = { json: () => toJson(report), junit: () => toJunit(results, header), html: () => toHtml(report) };
  try {
    checkReportDirectory(directory);
    const paths: string[] = [];
    for (const format of new Set(formats)) {
      const path = join(directory, FILE_NAMES[format]);
      await writeFile(path, render[format]());
      paths.push(path);
    }
    return paths;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot write reports into ${directory}: ${reason}`, { cause });
  }
}
