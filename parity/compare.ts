import type { Answer, InterimAnswer, Observation } from './answer.ts';
import { compareBodies, excerptsAround, firstDifference } from './compare-bodies.ts';
import { compareHeaders, sameFields } from './compare-headers.ts';
import type { Difference } from './difference.ts';
import { redactField } from './redact.ts';
import { type Rules, STRICT } from './rules.ts';

const NONE: readonly Difference[] = Object.freeze([]);

/** Everything in which a candidate's connection differs from the baseline's; a failure, also of both, is a difference. */
export function compare(baseline: Observation, candidate: Observation, rules: Rules = STRICT): readonly Difference[] {
  if (baseline.kind === 'failed' || candidate.kind === 'failed') {
    return [
      {
        kind: 'failure',
        baseline: baseline.kind === 'failed' ? baseline.failure : undefined,
        candidate: candidate.kind === 'failed' ? candidate.failure : undefined,
      },
    ];
  }
  const found: Difference[] = [];
  const common = Math.min(baseline.answers.length, candidate.answers.length);
  if (baseline.answers.length !== candidate.answers.length)
    found.push({ kind: 'answer-count', baseline: baseline.answers.length, candidate: candidate.answers.length });
  for (let at = 0; at < common; at += 1) {
    const [a, b] = [baseline.answers[at], candidate.answers[at]];
    if (a !== undefined && b !== undefined) found.push(...compareAnswers(a, b, rules, at));
  }
  if (!sameInterim(baseline.interim, candidate.interim, rules)) found.push(interim(baseline, candidate, common));
  if (!baseline.leftover.equals(candidate.leftover)) {
    const offset = firstDifference(baseline.leftover, candidate.leftover);
    found.push({ kind: 'leftover', ...excerptsAround(baseline.leftover, candidate.leftover, offset) });
  }
  const [ended, other] = [baseline.ending, candidate.ending];
  const bothEnded = rules.resets === 'as-closed' && ended !== 'open' && other !== 'open';
  if (ended !== other && !bothEnded) found.push({ kind: 'connection', baseline: ended, candidate: other });
  return found.length === 0 ? NONE : found;
}

/**
 * Everything in which one answer differs from another. Equal answers cost some string comparisons and one of buffers.
 * @param at which answer of its connection it is, from 0
 */
export function compareAnswers(
  baseline: Answer,
  candidate: Answer,
  rules: Rules = STRICT,
  at = 0,
): readonly Difference[] {
  const found: Difference[] = [];
  if (baseline.status !== candidate.status)
    found.push({ kind: 'status', answer: at, baseline: baseline.status, candidate: candidate.status });
  else if (baseline.reason !== candidate.reason || baseline.version !== candidate.version)
    found.push({ kind: 'status-line', answer: at, baseline: lineOf(baseline), candidate: lineOf(candidate) });
  if (!sameInterim(baseline.interim, candidate.interim, rules)) found.push(interim(baseline, candidate, at));
  compareHeaders(baseline, candidate, rules, at, found);
  if (baseline.framing !== candidate.framing)
    found.push({ kind: 'framing', answer: at, baseline: baseline.framing, candidate: candidate.framing });
  if (baseline.complete !== candidate.complete)
    found.push({ kind: 'completeness', answer: at, baseline: baseline.complete, candidate: candidate.complete });
  compareBodies(baseline, candidate, rules, at, found);
  if (!sameFields(baseline.trailers, candidate.trailers, rules))
    found.push({
      kind: 'trailers',
      answer: at,
      baseline: shown(baseline.trailers),
      candidate: shown(candidate.trailers),
    });
  return found.length === 0 ? NONE : found;
}

function sameInterim(a: readonly InterimAnswer[], b: readonly InterimAnswer[], rules: Rules): boolean {
  if (a.length !== b.length) return false;
  return a.every((one, at) => {
    const other = b[at];
    return other !== undefined && lineOf(one) === lineOf(other) && sameFields(one.headers, other.headers, rules);
  });
}

type WithInterim = { readonly interim: readonly InterimAnswer[] };

function interim(baseline: WithInterim, candidate: WithInterim, at: number): Difference {
  const words = (side: WithInterim) =>
    side.interim.map((one) => [lineOf(one), ...shown(one.headers).map((line) => line.join(': '))].join('; '));
  return { kind: 'interim', answer: at, baseline: words(baseline), candidate: words(candidate) };
}

function lineOf({ version, status, reason }: Pick<Answer, 'version' | 'status' | 'reason'>): string {
  return `HTTP/${version} ${status} ${reason}`;
}

function shown(lines: Answer['headers']): (readonly [string, string])[] {
  return lines.map(([name, value]) => [name, redactField(name, value)]);
}
