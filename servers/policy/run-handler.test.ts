import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError, problem } from '../../contract/problems.ts';
import type { AnyHandler } from '../../handlers/operation.ts';
import type { Exchange } from './exchange.ts';
import { createLog } from './log.ts';
import { runHandler } from './run-handler.ts';
import { answerError } from './unexpected.ts';

// All that an answer asks of an exchange.
const exchange = {
  requestId: 'id',
  method: 'GET',
  path: '/a',
  budgets: [],
  input: { path: {}, query: {}, headers: {}, cookies: {} },
  scope: {},
} as unknown as Exchange;

const log = createLog('silent', 'express');

/** What is answered where a handler throws something, outside production. */
async function answered(act: () => unknown, known?: (error: unknown) => ProblemError | undefined) {
  const handler: AnyHandler = async () => act() as Awaited<ReturnType<AnyHandler>>;
  try {
    return await runHandler(handler, undefined, exchange, () => {});
  } catch (error) {
    return answerError(error, known?.(error)?.problem, exchange, { log, production: false });
  }
}

const throwing = (thrown: unknown) => () => {
  throw thrown;
};
const asProblem = (error: unknown) => (error instanceof ProblemError ? error : undefined);

const WORDS: readonly (readonly [thrown: unknown, words: string])[] = [
  [new Error('the handler failed', { cause: new Error('the disk') }), 'the handler failed; caused by: the disk'],
  [new URIError('URI malformed'), 'URI malformed'],
  ['route', 'route'],
  [null, 'null'],
  [undefined, 'undefined'],
  [5, '5'],
  [Symbol('x'), 'Symbol(x)'],
  [Object.create(null), '[Object: null prototype] {}'],
];

for (const [thrown, words] of WORDS) {
  test(`a handler that throws ${words} is an ordinary 500, which says so outside production`, async () => {
    const { status, body } = await answered(throwing(thrown));
    assert.equal(status, 500);
    const { detail } = JSON.parse(String(body)) as { readonly detail: string };
    assert.equal(detail, `The server could not answer this request. ${words}`);
  });
}

test('what a handler throws is no error of a framework', async () => {
  const thrown = new URIError('URI malformed');
  await assert.rejects(
    runHandler(throwing(thrown), undefined, exchange, () => {}),
    (error: Error) => !(error instanceof URIError) && error.cause === thrown,
  );
});

test('a problem that a handler throws is the answer, unless it cannot be sent', async () => {
  const refusal = new ProblemError(problem('not_found', 'No such thing.', { headers: { 'x-a': 'b' } }));
  assert.equal((await answered(throwing(refusal), asProblem)).status, 404);
  const unsound = new ProblemError(problem('not_found', 'No such thing.', { headers: { 'x-a': '€' } }));
  const { status, body } = await answered(throwing(unsound), asProblem);
  assert.equal(status, 500);
  assert.match(String(body), /field x-a, whose value has a character/);
});
