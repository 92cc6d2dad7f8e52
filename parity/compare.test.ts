import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answer, FieldLine, Observation } from './answer.ts';
import { compare, compareAnswers } from './compare.ts';
import { firstDifference } from './compare-bodies.ts';
import { compareState } from './compare-state.ts';
import { describe as inWords } from './describe.ts';
import { type Difference, type DifferenceKind, nameOf } from './difference.ts';
import { answerOf, jsonAnswer } from './fixtures/serialize.ts';
import { createRules } from './rules.ts';
import { formOf } from './value-form.ts';

function observed(parts: Partial<Extract<Observation, { kind: 'observed' }>> = {}): Observation {
  return { kind: 'observed', answers: [], interim: [], leftover: Buffer.alloc(0), ending: 'open', ...parts };
}

const names = (differences: readonly Difference[]) => differences.map(nameOf);
const NOON: FieldLine = ['Date', 'Mon, 23 Nov 2026 12:00:00 GMT'];
const LATER: FieldLine = ['Date', 'Mon, 23 Nov 2026 12:00:01 GMT'];
const headed = (...headers: FieldLine[]) => answerOf({ headers });

const ID = '00000000-0000-4000-8000-000000000000';

/** One fault each, planted into an answer; the names of all that must be found, and of nothing else. */
const planted: readonly (readonly [what: string, baseline: Answer, candidate: Answer, found: readonly string[]])[] = [
  ['a status', answerOf(), answerOf({ status: 201, reason: 'Created' }), ['status']],
  ['a reason', answerOf(), answerOf({ reason: 'Fine' }), ['status-line']],
  ['a version', answerOf(), answerOf({ version: '1.0' }), ['status-line']],
  ['a lost header', headed(['A', '1'], ['B', '2']), headed(['B', '2']), ['header-missing:a']],
  ['a further header', headed(['A', '1']), headed(['A', '1'], ['B', '2']), ['header-extra:b']],
  ['a changed header', headed(['A', '1']), headed(['A', '2']), ['header-changed:a']],
  ['a header sent twice', headed(['A', '1']), headed(['A', '1'], ['A', '1']), ['header-changed:a']],
  ['values in another order', headed(['A', '1'], ['A', '2']), headed(['A', '2'], ['A', '1']), ['header-changed:a']],
  ['headers in another order', headed(['A', '1'], ['B', '2']), headed(['B', '2'], ['A', '1']), ['header-order']],
  ['a name in another case', headed(['ETag', '1']), headed(['etag', '1']), ['header-case:etag']],
  [
    'case and order and value',
    headed(['A', '1'], ['B', '2']),
    headed(['b', '3'], ['A', '1']),
    ['header-changed:b', 'header-case:b', 'header-order'],
  ],
  [
    'blanks before a value',
    headed(['A', '1']),
    answerOf({ headers: [['A', '1']], head: 'HTTP/1.1 200 OK\r\nA:  1\r\n' }),
    ['header-spacing'],
  ],
  ['a lost Date', headed(NOON), headed(), ['header-missing:date']],
  ['a Date in another place', headed(NOON, ['A', '1']), headed(['A', '1'], LATER), ['header-order']],
  ['a Date in another form', headed(NOON), headed(['Date', '2026-11-23']), ['header-changed:date']],
  [
    'another framing',
    answerOf({ headers: [['Content-Length', '2']], body: Buffer.from('ok') }),
    answerOf({ headers: [['Transfer-Encoding', 'chunked']], framing: 'chunked', body: Buffer.from('ok') }),
    ['header-missing:content-length', 'header-extra:transfer-encoding', 'framing'],
  ],
  [
    'a body cut short',
    answerOf({ body: Buffer.from('ok') }),
    answerOf({ complete: false, body: Buffer.from('o') }),
    ['completeness', 'body-bytes'],
  ],
  [
    'a lost trailing byte',
    answerOf({ body: Buffer.from('ok\n') }),
    answerOf({ body: Buffer.from('ok') }),
    ['body-bytes'],
  ],
  [
    'a lost member',
    jsonAnswer('{"user":{"bio":1,"id":2}}'),
    jsonAnswer('{"user":{"id":2}}'),
    ['json-missing:/user/bio'],
  ],
  ['a further member', jsonAnswer('{"a/b":[{}]}'), jsonAnswer('{"a/b":[{"~":1}]}'), ['json-extra:/a~1b/*/~0']],
  ['a changed value', jsonAnswer('{"a":[1,2]}'), jsonAnswer('{"a":[1,3]}'), ['json-changed:/a/*']],
  [
    'a value beside texts with quotes and backslashes',
    jsonAnswer('{"a":"x\\"}","c":"\\\\","b":1}'),
    jsonAnswer('{"a":"x\\"}","c":"\\\\","b":2}'),
    ['json-changed:/b'],
  ],
  [
    'another interim answer',
    answerOf({ interim: [{ version: '1.1', status: 100, reason: 'Continue', headers: [] }] }),
    answerOf({ interim: [{ version: '1.1', status: 102, reason: 'Processing', headers: [] }] }),
    ['interim'],
  ],
  ['a coerced value', jsonAnswer('{"a":1}'), jsonAnswer('{"a":"1"}'), ['json-type:/a']],
  ['a null for a text', jsonAnswer('{"a":""}'), jsonAnswer('{"a":null}'), ['json-type:/a']],
  ['another spelling of a number', jsonAnswer('1.0'), jsonAnswer('1'), ['json-changed:']],
  [
    'a number beyond doubles',
    jsonAnswer('[12345678901234567890]'),
    jsonAnswer('[12345678901234567891]'),
    ['json-changed:/*'],
  ],
  ['an escaped letter', jsonAnswer('["\\u00e9"]'), jsonAnswer('["é"]'), ['json-changed:/*']],
  ['an escaped key', jsonAnswer('{"\\u00e9":1}'), jsonAnswer('{"é":1}'), ['body-bytes']],
  ['keys in another order', jsonAnswer('{"a":1,"b":2}'), jsonAnswer('{"b":2,"a":1}'), ['json-key-order:']],
  ['numeric keys in another order', jsonAnswer('{"2":1,"1":2}'), jsonAnswer('{"1":2,"2":1}'), ['json-key-order:']],
  ['a key sent twice', jsonAnswer('{"a":1}'), jsonAnswer('{"a":1,"a":1}'), ['json-extra:/a']],
  ['a lost item', jsonAnswer('[1,2]'), jsonAnswer('[1]'), ['json-missing:/*']],
  ['blanks in JSON', jsonAnswer('{"a":1}'), jsonAnswer('{"a": 1}'), ['body-bytes']],
  ['blanks beside a changed value', jsonAnswer('{"a":1}'), jsonAnswer('{"a": 2}'), ['json-changed:/a', 'body-bytes']],
  ['what is not JSON any more', jsonAnswer('{"a":1}'), jsonAnswer('{"a":1'), ['body-bytes']],
  [
    'bytes that are not UTF-8',
    jsonAnswer('"a"'),
    jsonAnswer('', { body: Buffer.from('22ff22', 'hex') }),
    ['header-changed:content-length', 'body-bytes'],
  ],
  [
    'interim answers',
    answerOf({ interim: [{ version: '1.1', status: 100, reason: 'Continue', headers: [] }] }),
    answerOf(),
    ['interim'],
  ],
  [
    'trailers',
    answerOf({ framing: 'chunked', trailers: [['A', '1']] }),
    answerOf({ framing: 'chunked' }),
    ['trailers'],
  ],
  [
    'a length of no body',
    answerOf({ framing: 'none', headers: [['Content-Length', '1']] }),
    answerOf({ framing: 'none', headers: [['Content-Length', '2']] }),
    ['header-changed:content-length'],
  ],
];

const kindsSeen = new Set<DifferenceKind>();

function check(found: readonly Difference[], wanted: readonly string[]): void {
  assert.deepEqual(names(found), wanted);
  for (const difference of found) {
    kindsSeen.add(difference.kind);
    assert.doesNotMatch(inWords(difference), /[\n\r]|undefined|\[object/);
  }
}

describe('finds, and names nothing else,', () => {
  for (const [what, baseline, candidate, wanted] of planted)
    test(what, () => check(compareAnswers(baseline, candidate), wanted));

  for (const [what, baseline, candidate, wanted] of [
    ['a further answer', observed(), observed({ answers: [answerOf()] }), ['answer-count']],
    ['a connection that ends', observed(), observed({ ending: 'closed' }), ['connection']],
    ['a reset', observed({ ending: 'closed' }), observed({ ending: 'reset' }), ['connection']],
    ['bytes of no answer', observed(), observed({ leftover: Buffer.from('HTTP') }), ['leftover']],
    [
      'an interim answer without a final one',
      observed({ interim: [{ version: '1.1', status: 100, reason: '', headers: [] }] }),
      observed(),
      ['interim'],
    ],
    [
      'a failure of one',
      observed(),
      { kind: 'failed', failure: { kind: 'refused', detail: 'ECONNREFUSED' }, answers: [] },
      ['failure'],
    ],
    [
      'a failure of both, though it be the same',
      { kind: 'failed', failure: { kind: 'refused', detail: 'ECONNREFUSED' }, answers: [] },
      { kind: 'failed', failure: { kind: 'refused', detail: 'ECONNREFUSED' }, answers: [] },
      ['failure'],
    ],
  ] satisfies readonly (readonly [string, Observation, Observation, readonly string[]])[])
    test(what, () => check(compare(baseline, candidate), wanted));

  test('a volatile value of another form than the baseline shows, and not another value', () => {
    const rules = createRules({ volatilePlaces: ['/ids/*'], volatileForms: { '/ids/*': formOf(`"${ID}"`) } });
    const ids = (...values: string[]) => jsonAnswer(JSON.stringify({ ids: values }));
    const other = ID.replaceAll('0', '1');
    check(compareAnswers(ids(ID), ids(other), rules), []);
    check(compareAnswers(ids(ID, ID), ids(other, 'none'), rules), ['json-form:/ids/*']);
    // What is not of that form on the baseline either says nothing.
    check(compareAnswers(ids('any'), ids('other'), rules), []);
  });

  test('rows that one server did not write, or wrote otherwise', () => {
    const row = { table: 'users', key: '1', change: 'updated', values: { bio: 'a', n: 1 } } as const;
    check(compareState([row], []), ['state-row:users']);
    check(compareState([row], [{ ...row, change: 'deleted' }]), ['state-row:users']);
    check(compareState([row], [{ ...row, values: { n: '1' } }]), ['state-value:users.bio', 'state-value:users.n']);
    const other = { ...row, key: '2' };
    check(compareState([row, other], [other, row]), []);
  });
});

test('every kind of difference has been planted', () => {
  const kinds: Record<DifferenceKind, true> = {
    'answer-count': true,
    'body-bytes': true,
    completeness: true,
    connection: true,
    failure: true,
    framing: true,
    'header-case': true,
    'header-changed': true,
    'header-extra': true,
    'header-missing': true,
    'header-order': true,
    'header-spacing': true,
    interim: true,
    'json-changed': true,
    'json-extra': true,
    'json-form': true,
    'json-key-order': true,
    'json-missing': true,
    'json-type': true,
    leftover: true,
    'state-row': true,
    'state-value': true,
    status: true,
    'status-line': true,
    trailers: true,
  };
  assert.deepEqual([...kindsSeen].sort(), Object.keys(kinds).sort());
});

describe('finds nothing', () => {
  const same: readonly (readonly [string, Answer, Answer])[] = [
    ['in equal answers', jsonAnswer('{"a":1}'), jsonAnswer('{"a":1}')],
    ['in another second of the Date', headed(['A', '1'], NOON), headed(['A', '1'], LATER)],
    ['where heads were not recorded', answerOf(), { ...answerOf() }],
  ];
  for (const [what, baseline, candidate] of same)
    test(what, () => assert.deepEqual(compareAnswers(baseline, candidate), []));

  test('in how much arrived of a body that both cut', () => {
    const cut = (text: string) => answerOf({ complete: false, body: Buffer.from(text) });
    assert.deepEqual(compareAnswers(cut('abc'), cut('ab')), []);
    assert.deepEqual(names(compareAnswers(cut('abc'), cut('b'))), ['body-bytes']);
  });

  test('in a reset instead of a close, where the rules say so', () => {
    const rules = createRules({ resets: 'as-closed' });
    assert.deepEqual(compare(observed({ ending: 'closed' }), observed({ ending: 'reset' }), rules), []);
    assert.deepEqual(names(compare(observed(), observed({ ending: 'reset' }), rules)), ['connection']);
  });
});

describe('allows for volatile places', () => {
  const rules = createRules({ volatileHeaders: ['X-Id'], volatilePlaces: ['/users/*/id', '/at'] });
  const found = (a: string, b: string) => names(compareAnswers(jsonAnswer(a), jsonAnswer(b), rules));

  test('their values, also of another length', () => {
    assert.deepEqual(
      found('{"users":[{"id":"a"},{"id":"b"}],"at":1}', '{"users":[{"id":"xyz"},{"id":""}],"at":22}'),
      [],
    );
    assert.deepEqual(names(compareAnswers(headed(['X-Id', '1']), headed(['X-Id', '2']), rules)), []);
  });

  test('not their type, their presence, or anything beside them', () => {
    assert.deepEqual(found('{"at":1}', '{"at":"1"}'), ['json-type:/at']);
    assert.deepEqual(found('{"at":1}', '{}'), ['json-missing:/at']);
    assert.deepEqual(found('{"at":1,"b":1}', '{"at":2,"b":2}'), ['json-changed:/b']);
    assert.deepEqual(found('{"at":1}', '{ "at":2}'), ['body-bytes']);
    assert.deepEqual(found('{"users":{"*":{"id":1}}}', '{"users":{"0":{"id":1}}}'), [
      'json-missing:/users/*',
      'json-extra:/users/0',
    ]);
    assert.deepEqual(found('{"users":{"x":{"id":1}}}', '{"users":{"x":{"id":2}}}'), ['json-changed:/users/x/id']);
    assert.deepEqual(names(compareAnswers(headed(['X-Id', '1']), headed(), rules)), ['header-missing:x-id']);
  });
});

test('says once what a hundred items have in common', () => {
  const list = (value: number) => JSON.stringify(Array.from({ length: 100 }, () => ({ a: value })));
  const [difference, ...others] = compareAnswers(jsonAnswer(list(1)), jsonAnswer(list(2)));
  assert.equal(others.length, 0);
  assert.equal(difference?.kind === 'json-changed' && difference.pointer, '/0/a');
});

test('finds the first differing byte wherever it is', () => {
  for (let at = 0; at < 33; at += 1) {
    const other = Buffer.alloc(33, 'x');
    other.fill('y', at);
    assert.equal(firstDifference(Buffer.alloc(33, 'x'), other), at);
  }
  assert.equal(firstDifference(Buffer.from('ab'), Buffer.from('abc')), 2);
});

test('shows where bodies begin to differ', () => {
  const a = Buffer.alloc(100_000, 'x');
  const b = Buffer.from(a);
  b[70_001] = 0;
  const [difference] = compareAnswers(answerOf({ body: a }), answerOf({ body: b }));
  assert.equal(difference?.kind === 'body-bytes' && difference.offset, 70_001);
  assert.match(difference === undefined ? '' : inWords(difference), /x\\x00x/);
});

test('compares JSON too deep to walk as bytes', () => {
  const deep = (value: number) => '['.repeat(5000) + value + ']'.repeat(5000);
  assert.deepEqual(names(compareAnswers(jsonAnswer(deep(1)), jsonAnswer(deep(2)))), ['body-bytes']);
});
