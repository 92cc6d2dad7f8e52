import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareAnswers } from './compare.ts';
import { compareState } from './compare-state.ts';
import { describe as inWords } from './describe.ts';
import { answerOf, jsonAnswer } from './fixtures/serialize.ts';
import { redactField, redactForeignQuery, redactText } from './redact.ts';
import { toCurl, toRaw } from './request-text.ts';

const SECRET = 'hunter22';

describe('no secret gets into a report', () => {
  const bearing: readonly (readonly [string, unknown])[] = [
    ['a changed token', compareAnswers(jsonAnswer(`{"token":"${SECRET}"}`), jsonAnswer('{"token":"x"}'))],
    [
      'what is in a member called like one',
      compareAnswers(jsonAnswer(`{"secrets":["${SECRET}"]}`), jsonAnswer('{"secrets":[]}')),
    ],
    ['a lost member that holds one', compareAnswers(jsonAnswer(`{"user":{"password":"${SECRET}"}}`), jsonAnswer('{}'))],
    ['a number', compareAnswers(jsonAnswer('{"user":{"password":22222222}}'), jsonAnswer('{}'))],
    [
      'a piece of a body',
      compareAnswers(
        answerOf({ body: Buffer.from(`{"accessToken":"${SECRET}","a":1}`) }),
        answerOf({ body: Buffer.from(`{"accessToken":"${SECRET}","a":2}`) }),
      ),
    ],
    [
      'a cookie',
      compareAnswers(
        answerOf({ headers: [['Set-Cookie', `sid=${SECRET}; Path=/`]] }),
        answerOf({ headers: [['Set-Cookie', 'sid=x; Path=/']] }),
      ),
    ],
    [
      'a column',
      compareState(
        [{ table: 'users', key: '1', change: 'updated', values: { passwordHash: SECRET } }],
        [{ table: 'users', key: '1', change: 'updated', values: { passwordHash: 'x' } }],
      ),
    ],
  ];
  for (const [what, found] of bearing) {
    test(`of ${what}`, () => {
      assert.ok(Array.isArray(found) && found.length > 0);
      assert.doesNotMatch(JSON.stringify(found), /hunter|22222222/);
      for (const difference of found) assert.doesNotMatch(inWords(difference), /hunter|22222222/);
    });
  }

  for (const name of [
    'apiKey',
    'api_key',
    'x-api-key',
    'jwt',
    'accessToken',
    'refresh_token',
    'client_secret',
    'sessionId',
    'passwd',
    'signature',
    'X-Session-Key',
    'credential',
  ]) {
    test(`of what is called ${name}: a member, a field, or in a query`, () => {
      const bytes = Buffer.from(
        `GET /a?b=c&${name}=${SECRET} HTTP/1.1\r\nHost: a\r\n${name}: ${SECRET}\r\nReferer: /?${name}=${SECRET}\r\n\r\n`,
      );
      for (const text of [
        redactText(`{"a":"b","${name}":"${SECRET}"}`),
        redactField(name, SECRET),
        toRaw(bytes),
        toCurl(bytes, 'http://127.0.0.1:1'),
        toRaw(Buffer.from(`BREW  /a?${name}=${SECRET} HTTP/9`)),
        toCurl(Buffer.from(`BREW  /a?${name}=${SECRET} HTTP/9`), 'http://127.0.0.1:1'),
      ]) {
        assert.doesNotMatch(text, /hunter/);
        assert.match(text, /\*{8}/);
      }
    });
  }

  test('of a query, also where its name is short or escaped, and nothing else of it is masked', () => {
    assert.equal(
      redactText('/a?code=abc&limit=10&sig=d&access%5Ftoken=e'),
      '/a?code=***&limit=10&sig=*&access%5Ftoken=*',
    );
    assert.equal(redactText('/a?keys=abc&codes=d'), '/a?keys=abc&codes=d');
  });

  test('of a query of an API that nobody knows, also where a word for secrets is only a part of its name', () => {
    assert.equal(
      redactForeignQuery('GET /a?keys=abc&my%43ode=d&access_token=e&limit=10 HTTP/1.1'),
      'GET /a?keys=***&my%43ode=*&access_token=*&limit=10 HTTP/1.1',
    );
  });

  test('of a request, unless it is asked for', () => {
    const body = `{"password":"${SECRET}"}`;
    const bytes = Buffer.from(
      `POST /a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${SECRET}\r\nCookie: a=${SECRET}; b=${SECRET}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    for (const show of [
      (reveal: boolean) => toRaw(bytes, { reveal }),
      (reveal: boolean) => toCurl(bytes, 'http://127.0.0.1:1', { reveal }),
    ]) {
      assert.doesNotMatch(show(false), /hunter/);
      assert.match(show(false), /Bearer \*{8}/);
      assert.match(show(true), /hunter/);
    }
  });
});

test('keeps what is no secret', () => {
  assert.equal(redactField('Set-Cookie', 'sid=abc; Path=/; HttpOnly'), 'sid=***; Path=/; HttpOnly');
  assert.equal(redactField('Authorization', 'Bearer abc'), 'Bearer ***');
  assert.equal(redactField('X-A', 'abc'), 'abc');
  assert.equal(redactText('{"a":"b","token":"c\\"d","e":1}'), '{"a":"b","token":"****","e":1}');
});
