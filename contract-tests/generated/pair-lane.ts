import { createMatcher, type Match } from '../../contract/match.ts';
import type { Answer, Observation } from '../../parity/answer.ts';
import { compareAnswers } from '../../parity/compare.ts';
import { type Difference, nameOf } from '../../parity/difference.ts';
import type { Rules } from '../../parity/rules.ts';
import type { Person, Subjects } from '../suites/subjects.ts';
import type { Side } from '../suites/suite-result.ts';
import { createLane, type Lane, LaneError, type LaneOptions } from '../wire/lane.ts';
import { request } from '../wire/request.ts';
import type { Judge, Personalise, SentRequest } from './hooks.ts';
import type { GeneratedRequest } from './requests.ts';

/** What became of one request, on both servers. */
export interface Outcome {
  readonly request: GeneratedRequest;
  readonly bytes: Buffer;
  readonly differences: readonly Difference[];
  readonly unmet: Readonly<Record<Side, readonly string[]>>;
  readonly observations: Readonly<Record<Side, Observation>>;
  /** Of the baseline; `none` where it gave no answer. */
  readonly status: string;
}

/** A kept connection to each server, and the person whose requests go over them. */
export interface PairLane {
  exchange(generated: GeneratedRequest, testCase: string): Promise<Outcome>;
  close(): void;
}

export interface PairLaneOptions {
  readonly subjects: Subjects;
  readonly rules: Rules;
  readonly personalise: Personalise | undefined;
  readonly judge: Judge | undefined;
  readonly lane?: LaneOptions | undefined;
}

export async function openPairLane(
  name: string,
  { subjects, rules, personalise, judge, lane }: PairLaneOptions,
): Promise<PairLane> {
  const match = createMatcher(subjects.contract.operations);
  const person = await subjects.enroll(name);
  const [baseline, candidate] = [createLane(subjects.baseline, lane), createLane(subjects.candidate, lane)];
  return {
    async exchange(generated, testCase) {
      const personal = personalise?.(generated, person, testCase.replace(/[^\w]+/g, '-')) ?? generated;
      const sent = fill(personal, person, subjects.seeded ? testCase : undefined);
      const { bytes } = request(sent.method, sent.target, {
        headers: sent.headers,
        ...(sent.body === undefined ? {} : { body: sent.body }),
      });
      const observed = await Promise.all([
        observe(baseline, bytes, sent.method),
        observe(candidate, bytes, sent.method),
      ]);
      // Without a judge nobody would say of two answers that broke off alike that they must not.
      const [a, b] = observed.map(judge === undefined ? wholeAnswerOf : answerOf);
      const differences = a && b ? compareAnswers(a, b, rules) : [failureOf(...observed)];
      const meant = operationFor(match(sent.method, pathOf(sent.target)), generated);
      const judged = (answer: Answer | undefined) =>
        answer === undefined ? [] : (judge?.(meant, generated.expectation, sent, answer) ?? []);
      const ofBaseline = judged(a);
      const ofCandidate = differences.length > 0 || ofBaseline.length > 0 ? judged(b) : [];
      return {
        request: personal,
        bytes,
        differences,
        unmet: { baseline: ofBaseline, candidate: ofCandidate },
        observations: { baseline: observed[0], candidate: observed[1] },
        status: a === undefined ? 'none' : String(a.status),
      };
    },
    close() {
      baseline.close();
      candidate.close();
    },
  };
}

export function isGreen({ differences, unmet }: Outcome): boolean {
  return differences.length === 0 && unmet.baseline.length === 0 && unmet.candidate.length === 0;
}

/** The path of a request target. */
export function pathOf(target: string): string {
  return target.replace(/[?#].*$/s, '');
}

/** What is wrong, by names that do not depend on values: two outcomes of one name are one finding. */
export function identityOf({ request: { operation, kind }, differences, unmet }: Outcome): string {
  const names = [...new Set(differences.map(nameOf))].sort();
  if (names.length > 0) return [operation, ...names].join(' ');
  const sides = [unmet.baseline.length > 0 ? 'baseline' : '', unmet.candidate.length > 0 ? 'candidate' : ''];
  return [operation, 'unmet', ...sides, kind].join(' ');
}

/** Noise in method or target may lead to another operation than the request was made for, or to none. */
function operationFor(found: Match, { operation }: GeneratedRequest): string | undefined {
  if (found.kind === 'operation') return found.operation.id;
  return found.kind === 'not-found' ? undefined : operation;
}

function fill(generated: GeneratedRequest, { token, headers: own }: Person, testCase: string | undefined): SentRequest {
  const given = generated.headers.filter(([, value]) => token !== undefined || !value.includes('{token}'));
  const headers: (readonly [string, string])[] = [
    ['Host', 'localhost'],
    ...(testCase === undefined ? [] : [['X-Lockstep-Case', testCase] as const]),
    ...own,
    ...given.map(([name, value]) => [name, value.replaceAll('{token}', token ?? '')] as const),
  ];
  const { method, target, body } = generated;
  const sent = typeof body === 'string' ? Buffer.from(body.replaceAll('{token}', token ?? ''), 'utf8') : body;
  return { method, target, headers, body: sent };
}

async function observe(lane: Lane, bytes: Buffer, method: string): Promise<Observation> {
  try {
    const answer = await lane.send(bytes, method);
    return { kind: 'observed', answers: [answer], interim: [], leftover: NOTHING, ending: 'open' };
  } catch (error) {
    if (!(error instanceof LaneError)) throw error;
    const { failure, brokenOff } = error;
    return { kind: 'failed', failure, answers: brokenOff === undefined ? [] : [brokenOff] };
  }
}

const NOTHING = Buffer.alloc(0);

/** Also one that broke off within its body. */
function answerOf({ answers }: Observation): Answer | undefined {
  return answers[0];
}

function wholeAnswerOf(observation: Observation): Answer | undefined {
  return observation.kind === 'observed' ? observation.answers[0] : undefined;
}

function failureOf(baseline: Observation, candidate: Observation): Difference {
  const of = (side: Observation) => (side.kind === 'failed' ? side.failure : undefined);
  return { kind: 'failure', baseline: of(baseline), candidate: of(candidate) };
}
