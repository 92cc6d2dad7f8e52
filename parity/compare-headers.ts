import type { Answer, FieldLine } from './answer.ts';
import type { Difference } from './difference.ts';
import { printable } from './printable.ts';
import { redactField, redactText } from './redact.ts';
import type { Rules } from './rules.ts';

/** Adds to `found` in what the header sections differ: names, values, order, case, blanks. */
export function compareHeaders(
  baseline: Answer,
  candidate: Answer,
  rules: Rules,
  at: number,
  found: Difference[],
): void {
  if (baseline.head !== undefined && baseline.head === candidate.head) return;
  const volatile = (name: string, a: string, b: string) =>
    isVolatile(rules, name, a, b) || (name === 'content-length' && isMeasured(baseline, a) && isMeasured(candidate, b));
  if (sameLines(baseline.headers, candidate.headers, volatile)) {
    compareSpacing(baseline, candidate, at, found);
    return;
  }
  const [ours, theirs] = [group(baseline.headers), group(candidate.headers)];
  for (const [name, lines] of ours) {
    const others = theirs.get(name);
    if (others === undefined) found.push({ kind: 'header-missing', answer: at, name, baseline: values(lines) });
    else compareField(name, lines, others, volatile, at, found);
  }
  for (const [name, lines] of theirs) {
    if (!ours.has(name)) found.push({ kind: 'header-extra', answer: at, name, candidate: values(lines) });
  }
  compareOrder(ours, theirs, baseline.headers, candidate.headers, at, found);
}

/** Whether two sections are the same, the values of volatile fields apart. */
export function sameFields(a: readonly FieldLine[], b: readonly FieldLine[], rules: Rules): boolean {
  return sameLines(a, b, (name, one, other) => isVolatile(rules, name, one, other));
}

type IsVolatile = (name: string, baseline: string, candidate: string) => boolean;
type Groups = ReadonlyMap<string, readonly FieldLine[]>;

/** RFC 9110, 5.6.7 */
const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

function isVolatile(rules: Rules, name: string, a: string, b: string): boolean {
  if (!rules.volatileHeaders.has(name)) return false;
  return name !== 'date' || (DATE.test(a) && DATE.test(b));
}

/** A length that says how long its own body is says nothing that the comparison of the bodies does not. */
function isMeasured({ framing, complete, body }: Answer, value: string): boolean {
  return framing === 'length' && complete && value === String(body.length);
}

function sameLines(a: readonly FieldLine[], b: readonly FieldLine[], volatile: IsVolatile): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) {
    const [one, other] = [a[at], b[at]];
    if (one === undefined || other === undefined || one[0] !== other[0]) return false;
    if (one[1] !== other[1] && !volatile(one[0].toLowerCase(), one[1], other[1])) return false;
  }
  return true;
}

function group(lines: readonly FieldLine[]): Groups {
  const groups = new Map<string, FieldLine[]>();
  for (const line of lines) {
    const name = line[0].toLowerCase();
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [line]);
    else known.push(line);
  }
  return groups;
}

function compareField(
  name: string,
  lines: readonly FieldLine[],
  others: readonly FieldLine[],
  volatile: IsVolatile,
  at: number,
  found: Difference[],
): void {
  const same =
    lines.length === others.length &&
    lines.every(([, value], index) => {
      const other = others[index]?.[1] ?? '';
      return value === other || volatile(name, value, other);
    });
  if (!same)
    found.push({ kind: 'header-changed', answer: at, name, baseline: values(lines), candidate: values(others) });
  const written = (side: readonly FieldLine[]) => side.map(([spelling]) => spelling).join(', ');
  if (lines.length === others.length && written(lines) !== written(others))
    found.push({ kind: 'header-case', answer: at, name, baseline: written(lines), candidate: written(others) });
}

function compareOrder(
  ours: Groups,
  theirs: Groups,
  baseline: readonly FieldLine[],
  candidate: readonly FieldLine[],
  at: number,
  found: Difference[],
): void {
  const shared = (name: string) => ours.get(name)?.length === theirs.get(name)?.length;
  const order = (lines: readonly FieldLine[]) => lines.map(([name]) => name.toLowerCase()).filter(shared);
  const [a, b] = [order(baseline), order(candidate)];
  if (a.some((name, index) => name !== b[index]))
    found.push({ kind: 'header-order', answer: at, baseline: a, candidate: b });
}

/** The fields are equal; the bytes of their lines may not be. */
function compareSpacing(baseline: Answer, candidate: Answer, at: number, found: Difference[]): void {
  if (baseline.head === undefined || candidate.head === undefined) return;
  const [ours, theirs] = [baseline.head.split('\r\n'), candidate.head.split('\r\n')];
  for (let index = 1; index <= baseline.headers.length; index += 1) {
    const [name = '', value = ''] = baseline.headers[index - 1] ?? [];
    const other = candidate.headers[index - 1]?.[1] ?? '';
    const [line = '', otherLine = ''] = [ours[index], theirs[index]];
    if (line === otherLine || blanks(line, name, value) === blanks(otherLine, name, other)) continue;
    const show = (text: string) => printable(redactText(text));
    found.push({ kind: 'header-spacing', answer: at, baseline: show(line), candidate: show(otherLine) });
    return;
  }
}

/** What stands before and after the value. */
function blanks(line: string, name: string, value: string): string {
  const start = line.length - line.slice(name.length + 1).replace(/^[ \t]+/, '').length;
  return `${line.slice(name.length, start)}|${line.slice(start + value.length)}`;
}

function values(lines: readonly FieldLine[]): string[] {
  return lines.map(([name, value]) => redactField(name, value));
}
