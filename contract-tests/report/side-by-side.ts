import type { Answer, FieldLine, InterimAnswer, Observation } from '../../parity/answer.ts';
import { describeFailure } from '../../parity/describe.ts';
import type { Difference } from '../../parity/difference.ts';
import { redactField, redactText } from '../../parity/redact.ts';
import type { Finding, Side } from '../suites/suite-result.ts';
import { type AlignedBodies, alignBodies } from './align-bodies.ts';
import { showBytes } from './shown-body.ts';
import { clip, visible, visibleLine } from './visible.ts';

/** `allowed`: the sides differ in what may differ (a clock's value), or what the body already tells (its length). */
export type Mark = 'same' | 'changed' | 'missing' | 'extra' | 'allowed';

export interface FieldPair {
  readonly name: string;
  readonly baseline: string | undefined;
  readonly candidate: string | undefined;
  readonly mark: Mark;
}

/** One answer of both servers. */
export interface AnswerPair {
  /** Status line, framing, interim answers: what stands around the fields. */
  readonly status: readonly FieldPair[];
  readonly headers: readonly FieldPair[];
  readonly body: AlignedBodies;
  /** Whether a difference in the bodies counts. */
  readonly bodyMark: 'changed' | 'allowed';
}

export interface SideBySide {
  readonly answers: readonly AnswerPair[];
  /** Answers of the connection that are not shown. */
  readonly omitted: number;
  /** Of the connection as a whole: its end, a failure, bytes of no answer. */
  readonly connection: readonly FieldPair[];
}

const MAX_ANSWERS = 8;
const MAX_FIELDS = 100;
const MAX_CHARACTERS = 1_000;

/** What both servers answered, aligned; secrets are masked. */
export function sideBySide({
  observations,
  differences,
}: Pick<Finding, 'observations' | 'differences'>): SideBySide | undefined {
  if (observations === undefined) return undefined;
  const { baseline, candidate } = observations;
  const count = Math.max(baseline.answers.length, candidate.answers.length);
  const answers = Array.from({ length: Math.min(count, MAX_ANSWERS) }, (_, at) =>
    alignAnswers(baseline.answers[at], candidate.answers[at], inAnswer(differences, at)),
  );
  return { answers, omitted: count - answers.length, connection: connectionOf(observations) };
}

function inAnswer(differences: readonly Difference[], at: number): Difference[] {
  return differences.filter((difference) => 'answer' in difference && difference.answer === at);
}

function alignAnswers(a: Answer | undefined, b: Answer | undefined, differences: readonly Difference[]): AnswerPair {
  const one = a === undefined || b === undefined;
  const reported = new Set(differences.flatMap((one) => ('name' in one ? [one.name] : [])));
  const interim = (answer: Answer | undefined) => answer?.interim.map(interimLine).join('\n') || undefined;
  const trailers = (answer: Answer | undefined) => fields(answer?.trailers ?? []).join('\n') || undefined;
  const inBody = differences.some(({ kind }) => kind === 'body-bytes' || kind.startsWith('json-'));
  return {
    status: [
      pair('status line', a && statusLine(a), b && statusLine(b)),
      pair('body framed by', a && framing(a), b && framing(b)),
      pair('interim answers', interim(a), interim(b)),
      pair('trailers', trailers(a), trailers(b)),
    ].filter(isThere),
    headers: alignFields(a?.headers ?? [], b?.headers ?? [], (name) => one || reported.has(name)),
    body: alignBodies(a, b),
    bodyMark: one || inBody ? 'changed' : 'allowed',
  };
}

/** By name in any case, in the baseline's order, then the candidate's; a name's values one by one. */
function alignFields(
  baseline: readonly FieldLine[],
  candidate: readonly FieldLine[],
  isReported: (name: string) => boolean,
): FieldPair[] {
  const names = new Set([...baseline, ...candidate].map(([name]) => name.toLowerCase()));
  const linesOf = (lines: readonly FieldLine[], wanted: string) =>
    lines.filter(([name]) => name.toLowerCase() === wanted);
  return [...names].slice(0, MAX_FIELDS).flatMap((name) => {
    const [ours, theirs] = [linesOf(baseline, name), linesOf(candidate, name)];
    return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, at) => {
      const [a, b] = [ours[at], theirs[at]];
      // A name that is spelled in two ways belongs to what differs.
      const show = a !== undefined && b !== undefined && a[0] !== b[0] ? line : value;
      const aligned = pair(a?.[0] ?? b?.[0] ?? name, a && show(a), b && show(b));
      // Of masked values only the lengths are left to differ.
      const differs = aligned.mark !== 'same' || a?.[1] !== b?.[1];
      const mark = aligned.mark === 'same' ? 'changed' : aligned.mark;
      return { ...aligned, mark: !differs ? 'same' : isReported(name) ? mark : 'allowed' };
    });
  });
}

function connectionOf({ baseline, candidate }: Readonly<Record<Side, Observation>>): FieldPair[] {
  const leftover = (side: Observation) =>
    side.kind === 'observed' && side.leftover.length > 0 ? showBytes(side.leftover, 512).text : undefined;
  const interim = (side: Observation) =>
    side.kind === 'observed' ? side.interim.map(interimLine).join('\n') || undefined : undefined;
  const outcome = (side: Observation) => (side.kind === 'failed' ? describeFailure(side.failure) : side.ending);
  return [
    pair('connection', outcome(baseline), outcome(candidate)),
    pair('interim answers', interim(baseline), interim(candidate)),
    pair('bytes of no answer', leftover(baseline), leftover(candidate)),
  ].filter(isThere);
}

function pair(name: string, baseline: string | undefined, candidate: string | undefined): FieldPair {
  const mark: Mark =
    baseline === candidate
      ? 'same'
      : candidate === undefined
        ? 'missing'
        : baseline === undefined
          ? 'extra'
          : 'changed';
  const show = (text: string | undefined) => (text === undefined ? undefined : clip(visible(text), MAX_CHARACTERS));
  return { name: visibleLine(name), baseline: show(baseline), candidate: show(candidate), mark };
}

function isThere({ baseline, candidate }: FieldPair): boolean {
  return baseline !== undefined || candidate !== undefined;
}

function statusLine({ version, status, reason }: Pick<Answer, 'version' | 'status' | 'reason'>): string {
  return `HTTP/${version} ${status} ${reason}`;
}

function interimLine(interim: InterimAnswer): string {
  return [statusLine(interim), ...fields(interim.headers)].join('; ');
}

function framing({ framing: kind, complete }: Answer): string {
  return complete ? kind : `${kind}, cut off`;
}

function fields(lines: readonly FieldLine[]): string[] {
  return lines.map(line);
}

function line(field: FieldLine): string {
  return `${field[0]}: ${value(field)}`;
}

function value([name, text]: FieldLine): string {
  return redactField(name, redactText(text));
}
