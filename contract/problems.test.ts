import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeProblem, PROBLEM_CODES, ProblemError, problem, toProblemDocument } from './problems.ts';

const OCCURRENCE = { instance: '/notes', requestId: 'request-1' };

test('writes the members of a problem document always in one order', () => {
  const errors = [{ pointer: '/body/email', detail: 'is missing' }];
  const document = toProblemDocument(
    problem('validation_failed', 'The email is missing.', { extensions: { valid: false, 'x-more': 1 }, errors }),
    OCCURRENCE,
  );
  assert.equal(
    JSON.stringify(document),
    JSON.stringify({
      type: '/docs/problems#validation_failed',
      title: 'Request does not match the contract',
      status: 400,
      detail: 'The email is missing.',
      instance: '/notes',
      code: 'validation_failed',
      requestId: 'request-1',
      errors,
      error: 'The email is missing.',
      valid: false,
      'x-more': 1,
    }),
  );
});

test('leaves out what a problem does not have', () => {
  const document = toProblemDocument(problem('not_found', 'Nothing here.'), OCCURRENCE);
  assert.deepEqual(Object.keys(document), [
    'type',
    'title',
    'status',
    'detail',
    'instance',
    'code',
    'requestId',
    'error',
  ]);
});

test('never writes the header fields of the answer into the document', () => {
  const document = toProblemDocument(
    problem('method_not_allowed', 'Allowed here: GET.', { headers: { allow: 'GET' } }),
    OCCURRENCE,
  );
  assert.equal(JSON.stringify(document).includes('"allow"'), false);
});

for (const code of PROBLEM_CODES) {
  test(`${code} has a status of failure, a title, and the string member "error" that clients show`, () => {
    const { status, title } = describeProblem(code);
    assert.ok(Number.isInteger(status) && status >= 400 && status <= 599, String(status));
    const document = toProblemDocument(problem(code, 'What happened.'), OCCURRENCE);
    assert.deepEqual(
      { code: document.code, status: document.status, title: document.title, error: document.error },
      { code, status, title, error: 'What happened.' },
    );
    assert.match(title, /^[A-Z].*[^.]$/);
    // A code is the fragment of its `type`.
    assert.match(code, /^[a-z]+(_[a-z]+)*$/);
  });
}

test('an error carries its problem, says its detail and keeps its cause', () => {
  const cause = new Error('disk full');
  const refusal = problem('internal_error', 'Something went wrong.');
  const error = new ProblemError(refusal, { cause });
  assert.equal(error.problem, refusal);
  assert.equal(error.message, 'Something went wrong.');
  assert.equal(error.cause, cause);
});
