import type { Contract } from '../contract/document.ts';
import { openWorld } from './cases/world.ts';
import { installDredd, loadDredd } from './dredd-package.ts';
import { exercise } from './exercise.ts';
import { type Cell, isGreen } from './judge.ts';
import { type PairOptions, startPair } from './pair.ts';
import { type SelfCheck, selfCheck } from './self-check/self-check.ts';
import { startServersUnderTest } from './servers-under-test.ts';
import type { OnProgress } from './suites/subjects.ts';
import type { Finding, OperationTally, SuiteResult } from './suites/suite-result.ts';
import type { Column } from './table.ts';
import { type Documented, documentedTransactions } from './transactions.ts';

export interface DreddOptions {
  readonly contract: Contract;
  /** Told of what takes long. */
  readonly say: (line: string) => void;
  readonly onProgress?: OnProgress;
  /** Starts the pairs that it needs; default `startPair`. */
  readonly start?: (options?: PairOptions) => ReturnType<typeof startPair>;
}

/** What dredd saw of both servers, and whether it sees planted faults. */
export interface DreddRun {
  readonly documented: readonly Documented[];
  /** Of Express, then of Fastify. */
  readonly columns: readonly [baseline: Column, candidate: Column];
  readonly selfCheck: SelfCheck;
  readonly durationMs: number;
}

/**
 * Has dredd exercise all that the contract documents against both servers.
 * @throws {Error} when dredd cannot be installed or a server does not start
 */
export async function exerciseBoth({ contract, say, onProgress, start = startPair }: DreddOptions): Promise<DreddRun> {
  await installDredd(say);
  const { document, operations } = contract;
  const documented = documentedTransactions(operations);
  const startedAt = performance.now();
  say('starting both servers three times: sound, without the table of users, and with a late AI engine');
  const Dredd = loadDredd();
  const servers = await startServersUnderTest(start);
  try {
    onProgress?.(0, documented.length);
    const exerciseOne = async (name: 'express' | 'fastify', number: number, title: string): Promise<Column> => {
      const world = await openWorld(name, number, servers.targets(name));
      return { title, verdict: await exercise(Dredd, { document, world }) };
    };
    const baseline = await exerciseOne('express', 0, 'Express');
    const candidate = await exerciseOne('fastify', 1, 'Fastify');
    const checked = await selfCheck(Dredd, document, servers.targets('fastify'));
    onProgress?.(documented.length, documented.length);
    const durationMs = performance.now() - startedAt;
    return { documented, columns: [baseline, candidate], selfCheck: checked, durationMs };
  } finally {
    await servers.stop();
  }
}

/** Whether both servers answer all that is documented, and every planted fault was seen. */
export function allGreen({ columns, selfCheck: { unseen } }: DreddRun): boolean {
  return unseen.length === 0 && columns.every(({ verdict }) => isGreen(verdict));
}

const NO_TALLY: OperationTally = { cases: 0, failed: 0, statuses: {}, keywords: {} };

/** What dredd saw, in the form of all suites: a case is a documented transaction. */
export function toSuiteResult({ documented, columns, selfCheck: { unseen }, durationMs }: DreddRun): SuiteResult {
  const [baseline, candidate] = columns;
  const operations: Record<string, OperationTally> = {};
  const findings: Finding[] = [];
  for (const { key, operation, status } of documented) {
    const [one, other] = [reasonsOf(baseline.verdict.cells.get(key)), reasonsOf(candidate.verdict.cells.get(key))];
    const failed = one.length + other.length > 0;
    if (failed) findings.push(finding(key, 'the contract documents it', operation.id, one, other));
    const { cases, failed: before, statuses } = operations[operation.id] ?? NO_TALLY;
    operations[operation.id] = {
      cases: cases + 1,
      failed: before + Number(failed),
      statuses: one.length > 0 ? statuses : { ...statuses, [status]: (statuses[status] ?? 0) + 1 },
      keywords: {},
    };
  }
  if (baseline.verdict.faults.length + candidate.verdict.faults.length > 0)
    findings.push(
      finding('the run', 'judged as a whole', undefined, baseline.verdict.faults, candidate.verdict.faults),
    );
  for (const line of unseen)
    findings.push(finding('self-check', 'a planted fault must be seen', undefined, [], [line]));
  return {
    suite: 'dredd',
    seed: undefined,
    cases: documented.length,
    requests: documented.reduce((sum, { transactions }) => sum + transactions, 0),
    durationMs,
    operations,
    findings,
  };
}

function reasonsOf(cell: Cell | undefined): readonly string[] {
  if (cell?.kind === 'pass') return [];
  return cell?.kind === 'fail' ? cell.reasons : ['dredd made no such transaction'];
}

function finding(
  name: string,
  why: string,
  operation: string | undefined,
  baseline: readonly string[],
  candidate: readonly string[],
): Finding {
  return {
    suite: 'dredd',
    case: name,
    why,
    operation,
    differences: [],
    unmet: { baseline, candidate },
    request: undefined,
    observations: undefined,
  };
}
