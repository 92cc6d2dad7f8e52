import type { FaultVerdict } from './judge.ts';
import type { ChaosResult } from './run.ts';

const HEADS = [
  'fault',
  'requests',
  'by Fastify',
  'fell back',
  'safe failed',
  'other failed',
  'with worker',
  'no server',
  '500',
  'rolled back',
  'recovered',
  '',
];

/** What is printed of a run. */
export function toTable({ verdicts, registrations, failures, inconclusive, seconds, seed }: ChaosResult): string {
  const rows = [HEADS, ...verdicts.map(rowOf)];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd(),
  );
  const requests = verdicts.reduce((sum, { counts }) => sum + counts.requests, 0);
  const { asked, acknowledged, madeUnheard } = registrations;
  return [
    ...lines,
    '',
    `${requests} requests in ${seconds.toFixed(0)} s, seed ${seed}`,
    `${asked} registrations: ${acknowledged} acknowledged, ${madeUnheard} made and not acknowledged, ${registrations.failures.length} lost or run twice`,
    ...(inconclusive === undefined ? [] : [`INCONCLUSIVE ${inconclusive}`]),
    ...(failures.length === 0 ? ['as promised'] : ['', ...failures.map((failure) => `FAILED ${failure}`)]),
  ].join('\n');
}

function rowOf({ report, counts, failures }: FaultVerdict): string[] {
  const { rollback } = report ?? {};
  const { tookMs, limitMs = 0 } = rollback ?? {};
  const took = rollback === undefined ? '' : `${tookMs ?? 'never'}${tookMs === undefined ? '' : ' ms'} (of ${limitMs})`;
  return [
    report?.name ?? '(between)',
    String(counts.requests),
    String(counts.byFastify),
    String(counts.fellBack),
    String(counts.safeFailed),
    String(counts.otherFailed),
    String(counts.lostWithWorker),
    String(counts.noServer),
    String(counts.documented),
    took,
    report?.recovery ?? '',
    failures.length === 0 ? 'pass' : 'FAIL',
  ];
}

/** Numbers are read from the right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 || column > 8 ? cell.padEnd(width) : cell.padStart(width);
}
