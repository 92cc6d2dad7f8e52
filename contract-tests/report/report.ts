import { nameOf } from '../../parity/difference.ts';
import { redactText } from '../../parity/redact.ts';
import type { Finding, OperationTally, SuiteName, SuiteResult } from '../suites/suite-result.ts';
import { addCounts, type Coverage, coverKeywords, coverStatuses } from './coverage.ts';
import type { DocumentedOperation } from './documented.ts';

/** What a report says beside what the suites saw. Nothing in it may tell of the machine: it is published. */
export interface ReportHeader {
  readonly title: string;
  readonly contract: { readonly title: string; readonly version: string; readonly digest: string };
  /** Name or URL. */
  readonly baseline: string;
  readonly candidate: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly toolVersion: string;
  /** In the contract's order. */
  readonly operations: readonly DocumentedOperation[];
  /** Operations were never seen to succeed, and that is not allowed. */
  readonly isUnproven?: boolean;
}

/** `untested`: nothing was compared, which is no good news. */
export type Verdict = 'pass' | 'fail' | 'untested';

/** What all renderers show. */
export interface Report {
  readonly header: ReportHeader;
  /** Passes where every suite has run something, and nothing was found. */
  readonly verdict: Verdict;
  readonly sum: Sum;
  readonly suites: readonly SuiteLine[];
  readonly operations: readonly OperationLine[];
  /** The names of all differences, the most frequent first. */
  readonly causes: readonly Cause[];
  readonly findings: readonly Finding[];
}

export interface Sum {
  readonly cases: number;
  readonly requests: number;
  /** Cases with a finding; suites may keep fewer findings than there were. */
  readonly failed: number;
  readonly differences: number;
  readonly durationMs: number;
}

export interface SuiteLine extends Sum {
  readonly suite: SuiteName;
  readonly seed: number | undefined;
  readonly verdict: Verdict;
}

export interface OperationLine {
  /** `''` for what belongs to no operation. */
  readonly id: string;
  /** Both `''` where the contract does not have the operation. */
  readonly method: string;
  readonly path: string;
  readonly cases: number;
  readonly failed: number;
  readonly differences: number;
  readonly statuses: Coverage;
  readonly keywords: Coverage;
  readonly verdict: Verdict;
  /** Why it is not tested, where that is known. */
  readonly reservation?: string;
}

export interface Cause {
  /** As in files of known differences. */
  readonly name: string;
  /** Findings that have it. */
  readonly findings: number;
  /** Where in the list of findings the first of them stands. */
  readonly first: number;
}

/** Sums up what suites saw. A finding that a suite did not count among its failed cases counts all the same. */
export function assemble(results: readonly SuiteResult[], header: ReportHeader): Report {
  const suites = results.map(suiteLine);
  const findings = results.flatMap((result) => result.findings);
  const operations = operationLines(results, header.operations);
  return {
    header: { ...header, baseline: publicName(header.baseline), candidate: publicName(header.candidate) },
    verdict: verdictOf(suites.length === 0, suites, header.isUnproven),
    sum: addSums(suites),
    suites,
    operations,
    causes: causesOf(findings),
    findings,
  };
}

/** Operation of a line or finding for a person. */
export function operationName(id: string | undefined): string {
  return id === undefined || id === '' ? '(no operation)' : id;
}

function suiteLine(result: SuiteResult): SuiteLine {
  const { suite, seed, cases, requests, durationMs, findings } = result;
  const failed = idsOf(result).reduce((sum, id) => sum + failedIn(result, id), 0);
  const verdict = failed > 0 ? 'fail' : cases === 0 ? 'untested' : 'pass';
  return { suite, seed, cases, requests, failed, differences: countDifferences(findings), durationMs, verdict };
}

function verdictOf(nothing: boolean, lines: readonly SuiteLine[], isUnproven = false): Verdict {
  if (lines.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return nothing || isUnproven || lines.some(({ verdict }) => verdict === 'untested') ? 'untested' : 'pass';
}

function addSums(lines: readonly Sum[]): Sum {
  const add = (member: keyof Sum) => lines.reduce((sum, line) => sum + line[member], 0);
  return {
    cases: add('cases'),
    requests: add('requests'),
    failed: add('failed'),
    differences: add('differences'),
    durationMs: add('durationMs'),
  };
}

function operationLines(results: readonly SuiteResult[], documented: readonly DocumentedOperation[]): OperationLine[] {
  const known = new Map(documented.map((operation) => [operation.id, operation]));
  const ids = new Set([...known.keys(), ...results.flatMap(idsOf)]);
  // What belongs to no operation comes last.
  const inOrder = [...ids].sort((a, b) => Number(a === '') - Number(b === ''));
  return inOrder.map((id) => operationLine(id, results, known.get(id)));
}

function operationLine(
  id: string,
  results: readonly SuiteResult[],
  documented: DocumentedOperation | undefined,
): OperationLine {
  const tallies = results.flatMap((result) => tallyOf(result, id) ?? []);
  const cases = tallies.reduce((sum, tally) => sum + tally.cases, 0);
  const failed = results.reduce((sum, result) => sum + failedIn(result, id), 0);
  return {
    id,
    method: documented?.method ?? '',
    path: documented?.path ?? '',
    cases,
    failed,
    differences: countDifferences(results.flatMap((result) => findingsOf(result, id))),
    statuses: coverStatuses(documented?.statuses, addCounts(tallies.map((tally) => tally.statuses))),
    keywords: coverKeywords(documented?.keywords, addCounts(tallies.map((tally) => tally.keywords))),
    verdict: failed > 0 ? 'fail' : cases === 0 || documented?.reservation !== undefined ? 'untested' : 'pass',
    ...(documented?.reservation === undefined ? {} : { reservation: documented.reservation }),
  };
}

function idsOf({ operations, findings }: SuiteResult): string[] {
  return [...new Set([...Object.keys(operations), ...findings.map(({ operation = '' }) => operation)])];
}

function tallyOf({ operations }: SuiteResult, id: string): OperationTally | undefined {
  return Object.hasOwn(operations, id) ? operations[id] : undefined;
}

function findingsOf({ findings }: SuiteResult, id: string): Finding[] {
  return findings.filter(({ operation = '' }) => operation === id);
}

function failedIn(result: SuiteResult, id: string): number {
  return Math.max(tallyOf(result, id)?.failed ?? 0, findingsOf(result, id).length);
}

function countDifferences(findings: readonly Finding[]): number {
  return findings.reduce((sum, { differences }) => sum + differences.length, 0);
}

function causesOf(findings: readonly Finding[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const [at, { differences }] of findings.entries()) {
    for (const name of new Set(differences.map(nameOf))) {
      const { first, findings: count } = causes.get(name) ?? { first: at, findings: 0 };
      causes.set(name, { name, first, findings: count + 1 });
    }
  }
  return [...causes.values()].sort((a, b) => b.findings - a.findings || (a.name < b.name ? -1 : 1));
}

/** A URL's credentials and secrets do not get into a report. */
function publicName(name: string): string {
  return redactText(name.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, '$1'));
}
