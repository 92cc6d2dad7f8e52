import { describe } from '../../parity/describe.ts';
import { nameOf } from '../../parity/difference.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import { type Alike, groupAlike } from '../report/alike.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';
import type { Outcome } from './compare-servers.ts';
import type { SetAside } from './two-servers.ts';

const MOST_FINDINGS = 20;
const MOST_DIFFERENCES = 6;
const MOST_SET_ASIDE = 20;
const MOST_NAMES = 5;

/** What the baseline answers otherwise from one call to the next, for a person. */
export function noiseText(noise: Outcome['noise'], setAside: readonly SetAside[]): string {
  const headers = places(noise, ({ volatileHeaders = [] }) => volatileHeaders.map((name) => `header ${name}`));
  const members = places(noise, ({ volatilePlaces = [] }) => volatilePlaces);
  const lines = ['  header date', ...headers, ...members];
  return [
    'these differ from one call to the next on the baseline itself, so their values are not compared:',
    ...lines,
    ...setAsideLines(setAside),
    '',
  ].join('\n');
}

function places(noise: Outcome['noise'], of: (rules: RulesOptions) => readonly string[]): string[] {
  const operations = new Map<string, string[]>();
  for (const [operation, rules] of noise) {
    for (const place of of(rules)) {
      operations.set(place, [...(operations.get(place) ?? []), operation]);
    }
  }
  const where = (ids: readonly string[]) => ids.map((id) => id || 'no operation').join(', ');
  return [...operations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([place, ids]) => `  ${place}  (${where(ids)})`);
}

export function setAsideLines(setAside: readonly SetAside[]): string[] {
  if (setAside.length === 0) return [];
  return [
    `set aside, because the baseline does not do the same again (${setAside.length}):`,
    ...setAside.slice(0, MOST_SET_ASIDE).map(({ case: name, reason }) => `  ${name}: ${reason}`),
    ...more(setAside.length - MOST_SET_ASIDE),
  ];
}

/** All that was found, and the verdict as its last line. */
export function verdictText(outcome: Outcome): string {
  const { results, unused, skipped, wrongAlike, remarks, gaps } = outcome;
  const findings = results.flatMap((result) => result.findings);
  const alike = groupAlike(findings, ({ suite, operation }) => `${suite} ${operation}`);
  return [
    ...results.map(suiteLine),
    ...skippedLines(skipped),
    '',
    ...alike.slice(0, MOST_FINDINGS).flatMap(findingLines),
    ...more(alike.length - MOST_FINDINGS),
    ...(findings.length === 0 ? [] : causeLines(findings)),
    ...unused.map(
      ({ name, reason, ...where }) =>
        `known difference that excused nothing: ${where.case ?? where.operation} ${name} (${reason})`,
    ),
    ...alikeLines(wrongAlike),
    ...remarks,
    ...gaps,
    ...unprovenLines(outcome),
    lastLine(outcome),
  ].join('\n');
}

function lastLine(outcome: Outcome): string {
  const { results, unused, setAside, gaps, excused } = outcome;
  const cases = results.reduce((sum, one) => sum + one.cases, 0);
  const different = results.reduce((sum, result) => sum + failedCases(result), 0);
  const beside = [
    ...(setAside.length === 0 ? [] : [`${setAside.length} set aside`]),
    ...(gaps.length === 0 ? [] : [`${gaps.length} gaps`]),
    ...(excused.length > 0 ? ['some differences are known ones'] : []),
    ...(unused.length === 0 ? [] : [`${unused.length} known differences unused`]),
  ];
  return [verdictOf(outcome, cases, different), ...beside].join('; ');
}

function verdictOf(outcome: Outcome, cases: number, different: number): string {
  if (!isAlike(outcome)) return `NOT IDENTICAL: different in ${different} of ${cases} cases compared`;
  if (isIdentical(outcome)) return `identical in all ${cases} cases compared`;
  return `NOT PROVEN: alike in all ${cases} cases compared, but ${were(outcome.unproven.length)} never seen to succeed`;
}

function were(count: number): string {
  return count === 1 ? '1 operation was' : `${count} operations were`;
}

function unprovenLines({ unproven, isUnprovenAllowed }: Outcome): string[] {
  if (unproven.length === 0) return [];
  return [
    ...unproven.map((operation) => `${operation} was never seen to succeed, so nothing is known of its successes`),
    ...(isUnprovenAllowed
      ? []
      : [
          'both may only refuse alike: is the path in the URLs right, are the credentials (--header), do the examples of the contract exist? --har replays',
          'requests that succeed, --exclude leaves an operation out, --allow-unproven accepts it where another operation succeeds',
        ]),
  ];
}

/** No data is not good news: an operation of which nothing could be compared is not seen to be identical. */
export function isIdentical(outcome: Outcome): boolean {
  return outcome.isUnprovenAllowed && isAlike(outcome);
}

function isAlike({ results, unused, gaps }: Outcome): boolean {
  return unused.length === 0 && gaps.length === 0 && results.every(({ findings }) => findings.length === 0);
}

function suiteLine(result: SuiteResult): string {
  const { suite, cases, requests, seed, findings } = result;
  const from = seed === undefined ? '' : `, seed ${seed}`;
  const verdict = findings.length === 0 ? 'identical' : `${failedCases(result)} different`;
  return `${suite.padEnd(12)}${cases} cases, ${requests} requests to each server${from}: ${verdict}`;
}

/** Cases that fail alike may share a finding. */
function failedCases({ operations, findings }: SuiteResult): number {
  const failed = Object.values(operations).reduce((sum, tally) => sum + tally.failed, 0);
  return Math.max(failed, findings.length);
}

function skippedLines(skipped: Outcome['skipped']): string[] {
  const some = Object.entries(skipped ?? {}).filter(([, count]) => count > 0);
  return some.length === 0
    ? []
    : [`captured requests not replayed: ${some.map(([reason, count]) => `${count} ${reason}`).join(', ')}`];
}

/** The first is shown: cases begin with what the contract documents, and that is what a stranger's server is known by. */
function findingLines({ findings: [first, ...others] }: Alike): string[] {
  if (first === undefined) return [];
  const { case: name, why, differences, unmet, request } = first;
  return [
    `DIFFERENT  ${name}  (${why})`,
    ...differences.slice(0, MOST_DIFFERENCES).map((difference) => `  ${describe(difference)}`),
    ...more(differences.length - MOST_DIFFERENCES),
    ...unmet.baseline.map((line) => `  baseline: ${line}`),
    ...unmet.candidate.map((line) => `  candidate: ${line}`),
    ...(request === undefined
      ? []
      : [`  ${request.curl.length > 500 ? `${request.curl.slice(0, 500)}…` : request.curl}`]),
    ...(others.length === 0 ? [] : [`  and alike in ${others.length} more cases: ${namesOf(others)}`]),
    '',
  ];
}

function namesOf(findings: readonly Finding[]): string {
  const names = findings.slice(0, MOST_NAMES).map((finding) => finding.case);
  return names.join(', ') + (findings.length > MOST_NAMES ? ', …' : '');
}

function alikeLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [
    `no difference, as both do it alike, but not what the contract or HTTP says (${findings.length}):`,
    ...findings.slice(0, MOST_SET_ASIDE).map(({ case: name, unmet }) => `  ${name}: ${unmet.baseline[0]}`),
    ...more(findings.length - MOST_SET_ASIDE),
    '',
  ];
}

function causeLines(findings: readonly Finding[]): string[] {
  const counts = new Map<string, number>();
  for (const { differences } of findings) {
    for (const name of new Set(differences.map(nameOf))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_FINDINGS);
  return [
    'names of the differences, for a file of known ones, and in how many cases:',
    ...sorted.map(([name, count]) => `  ${name}  ${count}`),
    '',
  ];
}

function more(count: number): string[] {
  return count > 0 ? [`  and ${count} more; --report writes all`] : [];
}
