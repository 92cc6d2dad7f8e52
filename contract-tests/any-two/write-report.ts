import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from '../../contract/document.ts';
import { documentedOperations } from '../report/documented.ts';
import { writeReports } from '../report/write.ts';
import type { Outcome } from './compare-servers.ts';
import type { Selection } from './select.ts';
import { TOOL_VERSION } from './tool-version.ts';
import type { TwoServers } from './two-servers.ts';

export interface Reported {
  /** With all operations. */
  readonly contract: Contract;
  readonly selection: Selection;
  readonly servers: TwoServers;
  readonly startedAt: Date;
  readonly outcome: Outcome;
}

/**
 * Writes what was seen, and beside it what could not be compared, as the suites' results have no place for that.
 * @returns the paths of what was written
 * @throws {Error} naming the directory
 */
export async function writeReport(
  directory: string,
  { contract, selection, servers, startedAt, outcome }: Reported,
): Promise<string[]> {
  const { title, version } = contract.document.info;
  const header = {
    title: 'Parity of two servers',
    contract: { title, version, digest: contract.digest },
    baseline: servers.urls.baseline,
    candidate: servers.urls.candidate,
    startedAt: startedAt.toISOString(),
    isUnproven: !outcome.isUnprovenAllowed,
    toolVersion: TOOL_VERSION,
    operations: documentedOperations(contract, new Map(), reservations(selection, outcome)),
  };
  const paths = await writeReports(directory, outcome.results, header, ['json', 'junit', 'html']);
  const path = join(directory, 'parity.noise.json');
  const { setAside, gaps, remarks, skipped } = outcome;
  const noise = Object.fromEntries(outcome.noise);
  await writeFile(path, `${JSON.stringify({ noise, setAside, gaps, remarks, skipped }, null, 2)}\n`);
  return [...paths, path];
}

/** By operationId, why a report must not call the operation the same. */
function reservations({ unsafe, excluded }: Selection, { unproven }: Outcome): ReadonlyMap<string, string> {
  return new Map([
    ...unproven.map((id) => [id, 'never seen to succeed'] as const),
    ...unsafe.map((id) => [id, 'not sent without --unsafe'] as const),
    ...excluded.map((id) => [id, 'left out by --include or --exclude'] as const),
  ]);
}
