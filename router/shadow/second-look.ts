import type { Answer } from '../../parity/answer.ts';
import { compareAnswers } from '../../parity/compare.ts';
import { decodeBody } from '../../parity/conformance/body.ts';
import { type Difference, nameOf } from '../../parity/difference.ts';
import { createRules, type RulesOptions } from '../../parity/rules.ts';

/** What both servers answered to one request. Express is the baseline, whoever served the client. */
export interface Pair {
  readonly express: Answer;
  readonly fastify: Answer;
}

/** In what two answers differ; those that the same content coding hides are looked at without it. */
export function differencesOf({ express, fastify }: Pair, options: RulesOptions): readonly Difference[] {
  const rules = createRules(options);
  const [one, other] = [ofAnswer(express), ofAnswer(fastify)];
  const found = compareAnswers(one, other, rules);
  if (!found.some(({ kind }) => kind === 'body-bytes')) return found;
  const [opened, otherOpened] = [decoded(one), decoded(other)];
  if (opened === one || otherOpened === other) return found;
  const within = compareAnswers(opened, otherOpened, rules);
  return within.length === 0 ? found : within;
}

/**
 * What is left of the differences of a first pair after a second one, made of the same request a moment later. A difference counts
 * only if
 *
 * - it is there in both pairs, so that a write between two of the requests does not pass for one, and
 * - the baseline does not differ from itself in the same way at the same place: a value that changes excuses other values there,
 *   not their absence or their type.
 *
 * Where the baseline's status changed, nothing can be said.
 */
export function confirmed(first: Pair, second: Pair, options: RulesOptions): readonly Difference[] {
  const unstable = namesOf(differencesOf({ express: first.express, fastify: second.express }, options));
  if (unstable.has('status')) return [];
  const again = namesOf(differencesOf(second, options));
  return differencesOf(first, options).filter((difference) => {
    const name = nameOf(difference);
    return again.has(name) && !unstable.has(name);
  });
}

export function namesOf(differences: readonly Difference[]): ReadonlySet<string> {
  return new Set(differences.map(nameOf));
}

/** Fields that speak of one connection; no client behind the router sees them. */
const OF_CONNECTION: ReadonlySet<string> = new Set(['connection', 'keep-alive']);

function ofAnswer(answer: Answer): Answer {
  return { ...answer, headers: answer.headers.filter(([name]) => !OF_CONNECTION.has(name.toLowerCase())) };
}

/** Largest body that is decoded for a look into it. */
const MAX_DECODED_BYTES = 256 * 1024;

/** The answer without its content coding, or the answer itself where it has none or cannot be decoded. */
export function decoded(answer: Answer): Answer {
  if (!answer.headers.some(([name]) => name.toLowerCase() === 'content-encoding')) return answer;
  const body = decodeBody(answer, MAX_DECODED_BYTES);
  if ('fault' in body) return answer;
  const headers = answer.headers.filter(([name]) => !OF_CODING.has(name.toLowerCase()));
  return { ...answer, headers, body: body.bytes };
}

const OF_CODING: ReadonlySet<string> = new Set(['content-encoding', 'content-length']);
