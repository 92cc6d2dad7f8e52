import { describe } from '../../parity/describe.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';
import { bounded } from './bounded.ts';
import { gravest } from './gravest.ts';
import { assemble, type OperationLine, operationName, type ReportHeader } from './report.ts';
import { clip, visible, visibleLine } from './visible.ts';

const BOUNDS = { most: 1_000, characters: 8_000_000 };
const MAX_TEXT_CHARACTERS = 8_000;

interface TestCase {
  readonly name: string;
  readonly className: string;
  /** What went wrong; `undefined` where the case is green. */
  readonly failure: { readonly message: string; readonly text: string } | undefined;
}

/**
 * JUnit's XML as CI systems read it: a testsuite for each suite. A suite keeps its findings but not the cases that were green: each
 * finding is a testcase, and each operation is one that stands for all its other cases. Names are the same from run to run.
 */
export function toJunit(results: readonly SuiteResult[], header: ReportHeader): string {
  const { sum } = assemble(results, header);
  const suites = results.map((result) => ({ result, testCases: testCasesOf(result, header) }));
  const all = suites.flatMap(({ testCases }) => testCases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: header.title, ...counts(all), time: seconds(sum.durationMs) })}>`,
    ...suites.flatMap(({ result, testCases }) => suiteLines(result, testCases, header)),
    '</testsuites>',
    '',
  ].join('\n');
}

function testCasesOf(result: SuiteResult, header: ReportHeader): TestCase[] {
  const { operations } = assemble([result], { ...header, operations: [] });
  const { pieces, rest } = bounded(result.findings, BOUNDS, findingCase, ({ failure }) => failure?.text.length ?? 0);
  const listed = Map.groupBy(result.findings.slice(0, pieces.length), ({ operation = '' }) => operation);
  const className = `lockstep.${result.suite}`;
  // A suite that has run nothing would be green in every CI system.
  if (result.cases === 0 && result.findings.length === 0) {
    const message = 'the suite has run no case';
    return [{ name: 'cases', className, failure: { message, text: message } }];
  }
  const others = operations.map((line) => otherCases(line, listed.get(line.id)?.length ?? 0, className));
  const left = rest.length === 0 ? [] : [notListed(rest.length, className)];
  return [...pieces, ...others, ...left];
}

function otherCases({ id, failed }: OperationLine, listed: number, className: string): TestCase {
  const message = `${failed - listed} more cases have a finding`;
  const failure = failed > listed ? { message, text: message } : undefined;
  return { name: `${operationName(id)}: all other cases`, className, failure };
}

function notListed(count: number, className: string): TestCase {
  const message = `${count} more findings are not listed here`;
  return { name: 'findings that are not listed', className, failure: { message, text: message } };
}

function findingCase({ suite, case: name, why, operation, differences, unmet, request }: Finding): TestCase {
  const lines = [
    ...unmet.baseline.map((line) => `[baseline] ${line}`),
    ...unmet.candidate.map((line) => `[candidate] ${line}`),
    ...gravest(differences).map(describe),
  ];
  const sent = request === undefined ? [] : ['', request.raw, '', request.curl];
  return {
    name: `${operationName(operation)}: ${name}`,
    className: `lockstep.${suite}`,
    failure: {
      message: visibleLine(lines[0] ?? why),
      text: clip([why, ...lines, ...sent].join('\n'), MAX_TEXT_CHARACTERS),
    },
  };
}

function suiteLines(result: SuiteResult, testCases: readonly TestCase[], { startedAt }: ReportHeader): string[] {
  const { suite, durationMs, cases, requests, seed } = result;
  const properties = { cases, requests, ...(seed === undefined ? {} : { seed }) };
  return [
    // The schema of Ant's task, which others took over, has no time zone here: it is UTC.
    `  <testsuite${attributes({ name: suite, ...counts(testCases), time: seconds(durationMs), timestamp: startedAt.replace(/(?:\.\d+)?Z$/, '') })}>`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...testCases.flatMap(testCaseLines),
    '  </testsuite>',
  ];
}

function testCaseLines({ name, className, failure }: TestCase): string[] {
  const opening = `    <testcase${attributes({ classname: className, name: visibleLine(name), time: 0 })}`;
  if (failure === undefined) return [`${opening}/>`];
  return [
    `${opening}>`,
    `      <failure${attributes({ message: failure.message, type: 'parity' })}>${escapeXml(failure.text)}</failure>`,
    '    </testcase>',
  ];
}

function counts(testCases: readonly TestCase[]): Readonly<Record<'tests' | 'failures' | 'errors' | 'skipped', number>> {
  const failures = testCases.filter(({ failure }) => failure !== undefined).length;
  return { tests: testCases.length, failures, errors: 0, skipped: 0 };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replace(/[\n\t]/g, ' ')}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 forbids even as a reference (2.2, "Characters") is escaped as text. */
function escapeXml(text: string): string {
  return visible(text).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
