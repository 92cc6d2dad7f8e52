/** A pair of lines of two texts that stand side by side; `undefined` where one text has no such line. */
export interface LinePair {
  readonly kind: 'same' | 'changed' | 'missing' | 'extra';
  readonly baseline: string | undefined;
  readonly candidate: string | undefined;
}

/** Cells of the table; beyond it lines are paired as they come, which takes no time. */
const MAX_CELLS = 1_000_000;

/**
 * Aligns two texts by a longest common subsequence of their lines, in which members of JSON count as alike by their names. Lines
 * that were replaced by as many others are `changed`; what remains is `missing` (baseline only) or `extra` (candidate only).
 */
export function alignLines(baseline: readonly string[], candidate: readonly string[]): LinePair[] {
  const most = Math.min(baseline.length, candidate.length);
  let head = 0;
  while (head < most && baseline[head] === candidate[head]) head += 1;
  let tail = 0;
  while (tail < most - head && baseline.at(-1 - tail) === candidate.at(-1 - tail)) tail += 1;
  const same = (line: string): LinePair => ({ kind: 'same', baseline: line, candidate: line });
  return [
    ...baseline.slice(0, head).map(same),
    ...alignMiddle(baseline.slice(head, baseline.length - tail), candidate.slice(head, candidate.length - tail)),
    ...baseline.slice(baseline.length - tail).map(same),
  ];
}

function alignMiddle(a: readonly string[], b: readonly string[]): LinePair[] {
  if (a.length * b.length > MAX_CELLS) return byPosition(a, b);
  const width = b.length + 1;
  const score = scoring(a, b);
  const best = bestScores(a.length, b.length, width, score);
  const pairs: LinePair[] = [];
  let [from, fromOther, at, atOther] = [0, 0, 0, 0];
  while (at < a.length && atOther < b.length) {
    const here = best[at * width + atOther] ?? 0;
    const both = score(at, atOther);
    if (both > 0 && here === both + (best[(at + 1) * width + atOther + 1] ?? 0)) {
      pairs.push(...replaced(a.slice(from, at), b.slice(fromOther, atOther)));
      pairs.push(...byPosition(a.slice(at, at + 1), b.slice(atOther, atOther + 1)));
      at += 1;
      atOther += 1;
      [from, fromOther] = [at, atOther];
    } else if (here === (best[(at + 1) * width + atOther] ?? 0)) at += 1;
    else atOther += 1;
  }
  pairs.push(...replaced(a.slice(from), b.slice(fromOther)));
  return pairs;
}

type Score = (at: number, atOther: number) => number;

/** What it is worth to put two lines beside one another: equal ones most, then members of one name at one depth. */
function scoring(a: readonly string[], b: readonly string[]): Score {
  const [names, others] = [a.map(memberOf), b.map(memberOf)];
  return (at, atOther) => {
    if (a[at] === b[atOther]) return 2;
    return names[at] !== undefined && names[at] === others[atOther] ? 1 : 0;
  };
}

/** The blanks and the name of a line of JSON that begins a member. */
function memberOf(line: string): string | undefined {
  return /^ *"(?:[^"\\]|\\.){0,200}": /.exec(line)?.[0];
}

/** The best sum of scores of the lines from `i` on and those from `j` on, at `i * width + j`. */
function bestScores(length: number, otherLength: number, width: number, score: Score): Uint32Array {
  const best = new Uint32Array((length + 1) * width);
  for (let i = length - 1; i >= 0; i -= 1) {
    for (let j = otherLength - 1; j >= 0; j -= 1) {
      const skipped = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
      best[i * width + j] = Math.max(skipped, score(i, j) + (best[(i + 1) * width + j + 1] ?? 0));
    }
  }
  return best;
}

/** Lines of which none belong together; members of different names are not one that has changed. */
function replaced(a: readonly string[], b: readonly string[]): LinePair[] {
  if (![...a, ...b].some((line) => memberOf(line) !== undefined)) return byPosition(a, b);
  return [...byPosition(a, []), ...byPosition([], b)];
}

function byPosition(a: readonly string[], b: readonly string[]): LinePair[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at): LinePair => {
    const [baseline, candidate] = [a[at], b[at]];
    if (baseline === undefined) return { kind: 'extra', baseline, candidate };
    if (candidate === undefined) return { kind: 'missing', baseline, candidate };
    return { kind: baseline === candidate ? 'same' : 'changed', baseline, candidate };
  });
}
