import { describe } from '../../parity/describe.ts';
import type { Finding } from '../suites/suite-result.ts';
import { type Alike, groupAlike } from './alike.ts';
import type { Coverage } from './coverage.ts';
import { duration, number } from './figures.ts';
import { gravest } from './gravest.ts';
import { type OperationLine, operationName, type Report, type SuiteLine, type Verdict } from './report.ts';
import { visible, visibleLine } from './visible.ts';

const WORDS: Readonly<Record<Verdict, string>> = { pass: 'pass', fail: 'FAIL', untested: 'untested' };
const SHOWN_GROUPS = 20;
const SHOWN_DIFFERENCES = 12;
const SHOWN_REQUEST_LINES = 20;
const SHOWN_CURL_CHARACTERS = 2_000;
const SHOWN_NAMES = 6;

/** A report for a terminal or a log: a line for each operation, the sum, what was not covered, then the findings. */
export function toTable(report: Report): string {
  const { operations, suites, findings } = report;
  const groups = groupAlike(findings);
  const left = groups.length - SHOWN_GROUPS;
  const blocks = [
    align([HEADINGS, ...operations.map(row)], NUMERIC).join('\n'),
    [...suites.map(suiteLine), sumLine(report)].join('\n'),
    operations.flatMap(uncovered).join('\n'),
    ...groups.slice(0, SHOWN_GROUPS).map(groupLines),
    left > 0 ? `${number(left)} more kinds of findings are not listed here.` : '',
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const HEADINGS = ['operation', 'cases', 'failed', 'differences', 'statuses', 'keywords', 'verdict'];
const NUMERIC: ReadonlySet<number> = new Set([1, 2, 3, 4, 5]);

function row({ id, cases, failed, differences, statuses, keywords, verdict }: OperationLine): string[] {
  const counts = [cases, failed, differences].map(number);
  return [visibleLine(operationName(id), 60), ...counts, share(statuses), share(keywords), WORDS[verdict]];
}

/** `5/7`; where nobody knows how many there are, how many were seen. */
function share({ seen, documented, covered }: Coverage): string {
  if (documented === undefined) return number(Object.keys(seen).length);
  return documented.length === 0 ? '-' : `${number(covered.length)}/${number(documented.length)}`;
}

function suiteLine({ suite, seed, cases, requests, failed, durationMs, verdict }: SuiteLine): string {
  const from = seed === undefined ? '' : `, seed ${seed}`;
  return `${suite}: ${number(cases)} cases, ${number(requests)} requests, ${number(failed)} failed, ${duration(durationMs)}${from}: ${WORDS[verdict]}`;
}

function sumLine({ header, suites, sum, verdict, findings }: Report): string {
  const done = `${number(sum.requests)} requests, ${number(sum.cases)} cases`;
  if (verdict === 'pass') return `no differences: ${done}`;
  const isCompared = suites.length > 0 && suites.every((suite) => suite.verdict !== 'untested');
  if (verdict === 'untested' && isCompared && header.isUnproven === true)
    return `not proven, as operations were never seen to succeed: ${done}`;
  if (verdict === 'untested') return `nothing was compared in at least one suite: ${done}`;
  return `${number(sum.failed)} failed: ${done}, ${number(findings.length)} findings, ${number(sum.differences)} differences`;
}

function uncovered({ id, statuses, keywords }: OperationLine): string[] {
  const lists = [
    ...named('statuses not seen', statuses.uncovered),
    ...named('keywords not broken', keywords.uncovered),
    ...named('keywords not documented', keywords.undocumented),
  ];
  return lists.length === 0 ? [] : [`${visibleLine(operationName(id), 60)}: ${lists.join('; ')}`];
}

function named(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length - SHOWN_NAMES;
  const shown = names.slice(0, SHOWN_NAMES).map((name) => visibleLine(name, 80));
  return [`${what}: ${shown.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`];
}

function groupLines({ example, findings }: Alike): string {
  const others = findings.toSpliced(findings.indexOf(example), 1);
  if (others.length === 0) return findingLines(example);
  const names = others.slice(0, SHOWN_NAMES).map((finding) => visibleLine(finding.case, 80));
  const more = others.length > names.length ? ', …' : '';
  return `${findingLines(example)}\n  and alike in ${number(others.length)} more: ${names.join(', ')}${more}`;
}

function findingLines({ suite, case: name, why, operation, differences, unmet, request }: Finding): string {
  const lines = gravest(differences).map((one) => visibleLine(describe(one), 400));
  const left = lines.length - SHOWN_DIFFERENCES;
  return [
    `${suite}, ${operationName(operation)}: ${visibleLine(name)}`,
    ...(why === '' ? [] : [`  why: ${visibleLine(why)}`]),
    ...unmet.baseline.slice(0, SHOWN_DIFFERENCES).map((line) => `  [baseline] ${visibleLine(line)}`),
    ...unmet.candidate.slice(0, SHOWN_DIFFERENCES).map((line) => `  [candidate] ${visibleLine(line)}`),
    ...lines.slice(0, SHOWN_DIFFERENCES).map((line) => `  ${line}`),
    ...(left > 0 ? [`  and ${number(left)} more`] : []),
    ...(request === undefined ? [] : requestLines(request)),
  ].join('\n');
}

function requestLines({ raw, curl }: NonNullable<Finding['request']>): string[] {
  const lines = raw.split('\n', SHOWN_REQUEST_LINES + 1);
  return [
    ...lines.slice(0, SHOWN_REQUEST_LINES).map((line) => `  > ${visibleLine(line)}`),
    ...(lines.length > SHOWN_REQUEST_LINES ? ['  > …'] : []),
    // A command that is cut would send something else.
    curl.length > SHOWN_CURL_CHARACTERS
      ? '  the command to send it again is too long for a line'
      : `  $ ${visible(curl)}`,
  ];
}

function align(lines: readonly (readonly string[])[], numeric: ReadonlySet<number>): string[] {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const cell = (text: string, at: number) =>
    numeric.has(at) ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
  return lines.map((line) => line.map(cell).join('  ').trimEnd());
}
