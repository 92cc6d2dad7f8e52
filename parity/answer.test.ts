import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, announcesClose, valuesOf } from './answer.ts';
import { answerOf } from './fixtures/serialize.ts';

const announced: readonly (readonly [what: string, answer: Partial<Answer>, closes: boolean])[] = [
  ['an answer of HTTP/1.1', {}, false],
  ['an answer of HTTP/1.0', { version: '1.0' }, true],
  ['an answer of HTTP/1.0 that keeps alive', { version: '1.0', headers: [['Connection', 'Keep-Alive']] }, false],
  ['Connection: close', { headers: [['CONNECTION', 'Close']] }, true],
  [
    'close among other options',
    {
      headers: [
        ['Connection', 'x, close'],
        ['Connection', 'y'],
      ],
    },
    true,
  ],
  ['an option that only begins with close', { headers: [['Connection', 'close-x']] }, false],
  ['a body that ends with the connection', { framing: 'close' }, true],
];

for (const [what, parts, closes] of announced)
  test(`${what} ${closes ? 'announces' : 'does not announce'} the end of the connection`, () => {
    assert.equal(announcesClose(answerOf(parts)), closes);
  });

test('gives all values of a field in order, in whatever case it was written', () => {
  assert.deepEqual(
    valuesOf(
      [
        ['A', '1'],
        ['b', '2'],
        ['a', '3'],
      ],
      'a',
    ),
    ['1', '3'],
  );
});
