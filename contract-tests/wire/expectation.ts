import { type Answer, type Observation, valuesOf } from '../../parity/answer.ts';
import { redactText } from '../../parity/redact.ts';
import type { ConnectionExpectation, Expectation, WireCase } from './case.ts';

/** In what an observation is not what a case expects, one line each; a failed observation is for the comparison to tell. */
export function unmet(expected: WireCase['expect'], observation: Observation): string[] {
  if (expected === undefined || observation.kind === 'failed') return [];
  if (isList(expected)) {
    const { answers } = observation;
    const count = expected.length === answers.length ? [] : [`${answers.length} answers, not ${expected.length}`];
    return [...count, ...expected.flatMap((one, at) => check(one, answers[at], `answer ${at + 1}: `))];
  }
  return [...checkConnection(expected, observation), ...checkLast(expected, observation.answers)];
}

type Expected = NonNullable<WireCase['expect']>;

function isList(expected: Expected): expected is readonly Expectation[] {
  return Array.isArray(expected);
}

function checkLast({ status, code, headers, body }: Expectation, answers: readonly Answer[]): string[] {
  const wanted: Expectation = {
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  };
  return Object.keys(wanted).length === 0 ? [] : check(wanted, answers.at(-1), '');
}

function checkConnection(
  { answers, interim, connection }: ConnectionExpectation,
  observation: Extract<Observation, { kind: 'observed' }>,
): string[] {
  const ended = observation.ending === 'open' ? 'open' : 'ended';
  const seen = [...(observation.answers[0]?.interim ?? observation.interim)].map(({ status }) => status).join(', ');
  return [
    ...(answers === undefined || answers === observation.answers.length
      ? []
      : [`${observation.answers.length} answers, not ${answers}`]),
    ...(interim === undefined || interim.join(', ') === seen
      ? []
      : [`interim answers ${seen || 'none'}, not ${interim.join(', ') || 'none'}`]),
    ...(connection === undefined || connection === ended ? [] : [`the connection is ${ended}, not ${connection}`]),
  ];
}

function check(expected: Expectation, answer: Answer | undefined, where: string): string[] {
  if (answer === undefined) return [`${where}no answer`];
  const { status, code, headers = {}, body } = expected;
  const text = answer.body.toString('utf8');
  return [
    ...(status === undefined || status === answer.status ? [] : [`status ${answer.status}, not ${status}`]),
    ...(code === undefined || code === codeOf(text) ? [] : [`code ${codeOf(text) ?? 'none'}, not ${code}`]),
    ...(body === undefined || matches(body, text) ? [] : [`body "${redactText(text).slice(0, 200)}", not ${body}`]),
    ...Object.entries(headers).flatMap(([name, wanted]) => checkHeader(answer, name.toLowerCase(), wanted)),
  ].map((line) => where + line);
}

type HeaderExpectation = NonNullable<Expectation['headers']>[string];

function checkHeader({ headers }: Answer, name: string, wanted: HeaderExpectation): string[] {
  const values = valuesOf(headers, name);
  const value = values.length === 0 ? undefined : values.join(', ');
  if (typeof wanted === 'object' && !(wanted instanceof RegExp))
    return value === undefined ? [] : [`header ${name} is sent, and must not be`];
  if (value !== undefined && matches(wanted, value)) return [];
  return [`header ${name} is ${value === undefined ? 'missing' : `"${redactText(value)}"`}, not ${wanted}`];
}

function matches(wanted: string | RegExp, text: string): boolean {
  return typeof wanted === 'string' ? wanted === text : text.search(wanted) >= 0;
}

function codeOf(text: string): string | undefined {
  try {
    const document: { readonly code?: unknown } | null = JSON.parse(text);
    return typeof document?.code === 'string' ? document.code : undefined;
  } catch {
    return undefined;
  }
}
