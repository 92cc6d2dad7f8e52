import { isDeepStrictEqual } from 'node:util';
import type { Answer, Observation } from '../../parity/answer.ts';
import { compareAnswers } from '../../parity/compare.ts';
import { type ChangedRow, compareState } from '../../parity/compare-state.ts';
import type { Difference } from '../../parity/difference.ts';
import type { Rules } from '../../parity/rules.ts';
import type { Side } from '../suites/suite-result.ts';
import { type Lane, LaneError } from '../wire/lane.ts';
import { after, EMPTY, type Emails, type Model, type Truth, truthOf } from './model.ts';
import { requestOf } from './requests.ts';
import type { Step } from './steps.ts';

export type ReadState = () => Promise<Readonly<Record<Side, readonly ChangedRow[]>>>;

/** What it takes to play a sequence. */
export interface Stage {
  readonly lanes: Readonly<Record<Side, Lane>>;
  readonly rules: Rules;
  /** Rows changed since it was last asked. */
  readonly state: ReadState;
}

/** What became of a sequence; it ends with the first step at which something is wrong. */
export interface Played {
  readonly steps: readonly Step[];
  /** Operation and status of the baseline, of each request. */
  readonly answered: readonly { readonly operation: string; readonly status: string }[];
  readonly requests: readonly Buffer[];
  readonly differences: readonly Difference[];
  readonly unmet: Readonly<Record<Side, readonly string[]>>;
  /** Of the last request. */
  readonly observations: Readonly<Record<Side, Observation>> | undefined;
}

/** @param name unique, so that a sequence meets nobody of another: letters, digits and dashes */
export async function play(steps: readonly Step[], name: string, { lanes, rules, state }: Stage): Promise<Played> {
  const emails: Emails = { ada: `ada.${name}@example.org`, bob: `bob.${name}@example.org` };
  const answered: { operation: string; status: string }[] = [];
  const requests: Buffer[] = [];
  let model: Model = EMPTY;
  let played: Played = { steps, answered, requests, differences: [], unmet: NONE, observations: undefined };
  // What was written before does not belong to this sequence.
  await state();
  for (const [index, step] of steps.entries()) {
    const sent = requestOf(model, step, emails, `${name};step=${index + 1};at=${model.nowSeconds}`);
    let issued = NOTHING_ISSUED;
    if (sent !== undefined) {
      requests.push(sent.send.bytes);
      const [a, b] = await Promise.all([
        ask(lanes.baseline, sent.send.bytes, sent.method),
        ask(lanes.candidate, sent.send.bytes, sent.method),
      ]);
      answered.push({
        operation: sent.operation,
        status: a.kind === 'observed' ? String(a.answers[0]?.status) : 'none',
      });
      const truth = truthOf(model, step, emails);
      const unmet = { baseline: untrue(step, truth, a, model), candidate: untrue(step, truth, b, model) };
      played = {
        ...played,
        differences: differencesOf(a, b, rules),
        unmet,
        observations: { baseline: a, candidate: b },
      };
      if (!isGreen(played)) break;
      issued = issuedIn(a);
    }
    model = after(model, step, emails, issued);
  }
  const rows = await state();
  const people = Object.keys(model.accounts).length;
  return {
    ...played,
    differences: [...played.differences, ...compareState(rows.baseline, rows.candidate)],
    unmet: isGreen(played)
      ? { baseline: miscounted(rows.baseline, people), candidate: miscounted(rows.candidate, people) }
      : played.unmet,
  };
}

export function isGreen({ differences, unmet }: Pick<Played, 'differences' | 'unmet'>): boolean {
  return differences.length === 0 && unmet.baseline.length === 0 && unmet.candidate.length === 0;
}

const NONE = { baseline: [], candidate: [] };
const NOTHING_ISSUED = { id: '', token: '' };

async function ask(lane: Lane, bytes: Buffer, method: string): Promise<Observation> {
  try {
    const answer = await lane.send(bytes, method);
    return { kind: 'observed', answers: [answer], interim: [], leftover: Buffer.alloc(0), ending: 'open' };
  } catch (error) {
    if (error instanceof LaneError) return { kind: 'failed', failure: error.failure, answers: [] };
    throw error;
  }
}

function differencesOf(a: Observation, b: Observation, rules: Rules): readonly Difference[] {
  const [one, other] = [answerOf(a), answerOf(b)];
  if (one !== undefined && other !== undefined) return compareAnswers(one, other, rules);
  const failure = (side: Observation) => (side.kind === 'failed' ? side.failure : undefined);
  return [{ kind: 'failure', baseline: failure(a), candidate: failure(b) }];
}

/** In what an answer is not what the model says. */
function untrue(step: Step, truth: Truth | undefined, observation: Observation, model: Model): string[] {
  const answer = answerOf(observation);
  if (truth === undefined || answer === undefined) return [];
  if (answer.status !== truth.status) return [`${step.kind}: status ${answer.status}, the model says ${truth.status}`];
  const body = bodyOf(answer);
  if (truth.code !== undefined && body.code !== truth.code)
    return [`${step.kind}: code ${String(body.code)}, the model says ${truth.code}`];
  return Object.entries(truth.body ?? {}).flatMap(([member, expected]) => {
    const { id, ...user } = (member === 'user' ? body.user : {}) as Readonly<Record<string, unknown>>;
    if (!isDeepStrictEqual(member === 'user' ? user : body[member], expected))
      return [`${step.kind}: ${member} is not what the model says`];
    return member === 'user' && isSomeoneElse(step, id, model) ? [`${step.kind}: the id is someone else's`] : [];
  });
}

function isSomeoneElse(step: Step, id: unknown, { accounts }: Model): boolean {
  const known = 'token' in step ? accounts[step.token.of] : 'person' in step ? accounts[step.person] : undefined;
  return known !== undefined && known.id !== id;
}

function miscounted(rows: readonly ChangedRow[], people: number): string[] {
  const written = new Set(rows.filter(({ table }) => table === 'users').map(({ key }) => key)).size;
  return written === people ? [] : [`rows of ${written} users were written, the model says ${people}`];
}

function issuedIn(observation: Observation): { id: string; token: string } {
  const { user, token } = bodyOf(answerOf(observation));
  const { id } = (user ?? {}) as { readonly id?: unknown };
  return { id: String(id ?? ''), token: String(token ?? '') };
}

function answerOf(observation: Observation): Answer | undefined {
  return observation.kind === 'observed' ? observation.answers[0] : undefined;
}

/** The body as an object; empty where it is none. */
function bodyOf(answer: Answer | undefined): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(answer?.body.toString('utf8') ?? '');
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}
