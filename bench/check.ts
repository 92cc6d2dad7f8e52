import { type Answer, differenceOf, mistakeOf } from './answers.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { fieldOf, headDifferenceOf } from './heads.ts';
import type { ReadAnswer } from './load/answer-reader.ts';
import { openConnection } from './load/connection.ts';
import { requestWriter } from './load/pace.ts';
import { type Chosen, kindOf } from './plan.ts';
import type { SubjectName } from './report.ts';
import type { Scenario } from './scenarios.ts';

/** Whose answers are the measure. */
const BASELINE = 'express';

/**
 * Asks every subject of a scenario, before anything is timed: a server that refuses a request, or leaves out a header, is fast, and
 * would win by it. A bare application is held to status and body alone.
 *
 * @param urls of the subjects, the baseline among them
 * @throws {BenchmarkError} when an answer is not the scenario's, or two differ
 */
export async function checkAnswers(
  { scenario, subjects }: Pick<Chosen, 'scenario' | 'subjects'>,
  urls: ReadonlyMap<SubjectName, string>,
): Promise<ReadAnswer> {
  const baseline = await checked(BASELINE, scenario, urls);
  for (const subject of subjects) {
    if (subject === BASELINE) continue;
    const candidate = await checked(subject, scenario, urls);
    const kind = kindOf(subject);
    const difference =
      (kind === 'floor'
        ? undefined
        : headDifferenceOf(baseline.head, candidate.head, kind === 'routed' ? 'router' : 'direct')) ??
      differenceOf(toAnswer(baseline), toAnswer(candidate), scenario);
    if (difference === undefined) continue;
    throw new BenchmarkError(
      `${scenario.name}: not timed, because ${BASELINE} and ${subject} answer differently: ${difference}`,
    );
  }
  return baseline;
}

async function checked(
  subject: SubjectName,
  scenario: Scenario,
  urls: ReadonlyMap<SubjectName, string>,
): Promise<ReadAnswer> {
  const answer = await ask(scenario, urls.get(subject) ?? '').catch((cause: Error) => {
    throw new BenchmarkError(`${scenario.name}: not timed, because ${subject} ${cause.message}`, { cause });
  });
  const mistake = mistakeOf(toAnswer(answer), scenario);
  if (mistake === undefined) return answer;
  throw new BenchmarkError(`${scenario.name}: not timed, because ${subject} ${mistake}`);
}

/** Sends one of a scenario's requests on a connection of its own. @throws {BenchmarkError} when no answer comes */
export async function ask(scenario: Scenario, url: string, index = 0): Promise<ReadAnswer> {
  const answered = Promise.withResolvers<ReadAnswer>();
  const connection = await openConnection(url, answered.reject);
  const late = setTimeout(() => answered.reject(new BenchmarkError('did not answer in time')), LONGEST_ANSWER_MS);
  connection.send(requestWriter(scenario, url)(index), answered.resolve);
  return answered.promise.finally(() => {
    clearTimeout(late);
    connection.close();
  });
}

const LONGEST_ANSWER_MS = 10_000;

function toAnswer({ status, head, body }: ReadAnswer): Answer {
  const [mediaType = ''] = (fieldOf(head, 'content-type') ?? '').split(';', 1);
  return { status, mediaType: mediaType.trim().toLowerCase(), body: body.toString('utf8') };
}
