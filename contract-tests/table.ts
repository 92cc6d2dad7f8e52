import type { Cell, Verdict } from './judge.ts';
import type { Documented } from './transactions.ts';

export interface Column {
  readonly title: string;
  readonly verdict: Verdict;
}

const WORDS: Readonly<Record<Cell['kind'], string>> = { pass: 'pass', fail: 'FAIL', missing: 'missing' };

/** One table with a line for each documented transaction and a column for each server; below it totals, then what is wrong. */
export function toTable(documented: readonly Documented[], columns: readonly Column[]): string {
  const lines = [
    ['operation', 'request', 'status', 'media type', ...columns.map(({ title }) => title)],
    ...documented.map(({ key, operation, status, mediaType }) => [
      operation.id,
      `${operation.method} ${operation.path}`,
      status,
      mediaType || '-',
      ...columns.map(({ verdict }) => WORDS[cellOf(verdict, key).kind]),
    ]),
  ];
  return [align(lines), '', ...columns.map(totals), ...columns.flatMap((column) => wrongs(documented, column))].join(
    '\n',
  );
}

function totals({ title, verdict }: Column): string {
  const kinds = [...verdict.cells.values()].map(({ kind }) => kind);
  const count = (wanted: Cell['kind']) => `${kinds.filter((kind) => kind === wanted).length} ${WORDS[wanted]}`;
  return `${title}: ${kinds.length} transactions, ${count('pass')}, ${count('fail')}, ${count('missing')}`;
}

function wrongs(documented: readonly Documented[], { title, verdict }: Column): string[] {
  const faults = verdict.faults.map((fault) => `\n${title}: ${fault}`);
  const failures = documented.flatMap(({ key }) => {
    const cell = cellOf(verdict, key);
    if (cell.kind === 'pass') return [];
    const reasons = cell.kind === 'fail' ? cell.reasons : ['dredd made no such transaction'];
    return [`\n${title}: ${key}`, ...reasons.map((reason) => `  ${reason}`)];
  });
  return [...faults, ...failures];
}

function cellOf({ cells }: Verdict, key: string): Cell {
  return cells.get(key) ?? { kind: 'missing' };
}

function align(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
