import type { Difference, DifferenceKind } from '../../parity/difference.ts';

/** Differences in the order in which a person wants to read them: what clients notice first, spelling and order of headers last. */
export function gravest(differences: readonly Difference[]): Difference[] {
  return differences.toSorted((a, b) => rank(a) - rank(b));
}

const FIRST: readonly DifferenceKind[] = ['failure', 'answer-count', 'status', 'status-line', 'completeness'];
const LAST: readonly DifferenceKind[] = ['header-order', 'header-case', 'header-spacing'];

function rank({ kind }: Difference): number {
  if (FIRST.includes(kind)) return 0;
  if (LAST.includes(kind)) return 3;
  return kind.startsWith('header-') ? 2 : 1;
}
