import type { Difference } from './difference.ts';
import { isSecretName, mask, redactText } from './redact.ts';

/** A row of a database that a case has changed. */
export interface ChangedRow {
  readonly table: string;
  /** What identifies the row within its table. */
  readonly key: string;
  readonly change: 'inserted' | 'updated' | 'deleted';
  /** By column, after the change; of a deleted row, before it. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** In what two servers' writes differ; their order does not count. */
export function compareState(baseline: readonly ChangedRow[], candidate: readonly ChangedRow[]): readonly Difference[] {
  const [ours, theirs] = [byIdentity(baseline), byIdentity(candidate)];
  const found: Difference[] = [];
  for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
    const [a, b] = [ours.get(id), theirs.get(id)];
    const { table, key } = a ?? b ?? { table: '', key: '' };
    if (a === undefined || b === undefined || a.change !== b.change)
      found.push({ kind: 'state-row', table, key, baseline: a?.change, candidate: b?.change });
    else found.push(...compareValues(a, b));
  }
  return found;
}

function compareValues(a: ChangedRow, b: ChangedRow): Difference[] {
  const columns = new Set([...Object.keys(a.values), ...Object.keys(b.values)]);
  return [...columns].flatMap((column) => {
    const [one, other] = [textOf(a.values[column]), textOf(b.values[column])];
    if (one === other) return [];
    const show = (text: string) => (isSecretName(column) ? mask(text) : redactText(text));
    return [
      { kind: 'state-value', table: a.table, key: a.key, column, baseline: show(one), candidate: show(other) } as const,
    ];
  });
}

function byIdentity(rows: readonly ChangedRow[]): Map<string, ChangedRow> {
  return new Map(rows.map((row) => [JSON.stringify([row.table, row.key]), row]));
}

/** Tells apart what a database tells apart: the number 1, the text "1", bytes, null. */
function textOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  return JSON.stringify(value);
}
