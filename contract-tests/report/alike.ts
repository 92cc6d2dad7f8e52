import { nameOf } from '../../parity/difference.ts';
import type { Finding } from '../suites/suite-result.ts';

/** Findings that differ in the same way, most likely from one cause. */
export interface Alike {
  /** The one with the least request: the easiest to look into. */
  readonly example: Finding;
  /** All of them, the example too. */
  readonly findings: readonly Finding[];
}

/**
 * Groups findings by the names of their differences; where there are none, by what was not met. The largest groups come first.
 * @param kindOf findings of which it gives another text are never alike
 */
export function groupAlike(findings: readonly Finding[], kindOf: (finding: Finding) => string = () => ''): Alike[] {
  const likenessOf = (finding: Finding) => JSON.stringify([kindOf(finding), likeness(finding)]);
  const groups = [...Map.groupBy(findings, likenessOf).values()];
  return groups
    .flatMap((group): Alike[] => {
      const [example] = group.toSorted((a, b) => size(a) - size(b));
      return example === undefined ? [] : [{ example, findings: group }];
    })
    .sort((a, b) => b.findings.length - a.findings.length);
}

function likeness({ differences, unmet }: Finding): string {
  const names = [...new Set(differences.map(nameOf))].sort();
  // Their first words: behind them stand values.
  const lines = [...unmet.baseline, ...unmet.candidate].map((line) => line.split(' ', 2).join(' '));
  return JSON.stringify(names.length > 0 ? names : [...new Set(lines)].sort());
}

function size({ request }: Finding): number {
  return request?.raw.length ?? Number.POSITIVE_INFINITY;
}
