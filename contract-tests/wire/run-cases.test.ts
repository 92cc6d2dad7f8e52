import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChangedRow } from '../../parity/compare-state.ts';
import { nameOf } from '../../parity/difference.ts';
import type { WireCase } from './case.ts';
import { OK, replying, startBytes } from './fixture-server.ts';
import { chunked, more, pipeline, raw, request, withHeader } from './request.ts';
import { isGreen, runCases } from './run-cases.ts';
import { answers } from './step.ts';

const GET = request('GET', '/');
const PROBLEM =
  'HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 20\r\n\r\n{"code":"not_found"}';

test('finds two servers that do the same green, and the planted difference red', async (t) => {
  const baseline = await startBytes(t, replying(OK));
  const twin = await startBytes(t, replying(OK));
  const other = await startBytes(t, replying(OK.replace('ok', 'no')));
  const cases: WireCase<undefined>[] = [
    { name: 'a', why: 'RFC 9110', steps: GET, operation: 'home', severity: 'visible' },
  ];
  const [green] = await runCases(cases, { baseline, candidate: twin, world: undefined });
  assert.ok(green !== undefined && isGreen(green));
  const [red] = await runCases(cases, { baseline, candidate: other, world: undefined });
  assert.ok(red !== undefined && !isGreen(red));
  assert.deepEqual(red.differences.map(nameOf), ['body-bytes']);
  assert.deepEqual([red.case, red.operation, red.severity], ['a', 'home', 'visible']);
});

test('allows for what the rules of the run and of a case say', async (t) => {
  const [a, b] = ['1', '2'].map((id) => OK.replace('\r\n\r\n', `\r\nX-A: ${id}\r\nX-B: ${id}\r\n\r\n`));
  const baseline = await startBytes(t, replying(a ?? ''));
  const candidate = await startBytes(t, replying(b ?? ''));
  const cases: WireCase<undefined>[] = [
    { name: 'a', why: 'noise', steps: GET },
    { name: 'b', why: 'noise', steps: GET, rules: { volatileHeaders: ['X-A', 'X-B'] } },
  ];
  const results = await runCases(cases, { baseline, candidate, world: undefined, rules: { volatileHeaders: ['x-a'] } });
  assert.deepEqual(
    results.map(({ differences }) => differences.map(nameOf)),
    [['header-changed:x-b'], []],
  );
});

describe('is red, though both servers agree,', () => {
  const wrong: readonly (readonly [what: string, expect: NonNullable<WireCase['expect']>, said: RegExp])[] = [
    ['about a status', { status: 200 }, /^status 404, not 200$/],
    ['about a code', { code: 'gone' }, /^code not_found, not gone$/],
    ['about a missing header', { headers: { Allow: 'GET' } }, /^header allow is missing, not GET$/],
    [
      'about a header',
      { headers: { 'Content-Type': /text/ } },
      /^header content-type is "application\/problem\+json", not/,
    ],
    ['about a header too many', { headers: { 'content-type': { absent: true } } }, /must not be$/],
    ['about a body', { body: 'x' }, /^body /],
    ['about the connection', { connection: 'ended' }, /^the connection is open, not ended$/],
    ['about interim answers', { interim: [100] }, /^interim answers none, not 100$/],
    ['about the number of answers', { answers: 2 }, /^1 answers, not 2$/],
    ['about a list of answers', [{ status: 404 }, { status: 200 }], /^1 answers, not 2$/],
  ];
  for (const [what, expect, said] of wrong) {
    test(what, async (t) => {
      const url = await startBytes(t, replying(PROBLEM));
      const options = { baseline: url, candidate: url, world: undefined, settleMs: 5 };
      const [result] = await runCases([{ name: 'a', why: 'RFC 9110', steps: GET, expect }], options);
      assert.ok(result !== undefined && !isGreen(result));
      assert.equal(result.differences.length, 0);
      for (const lines of [result.unmet.baseline, result.unmet.candidate]) assert.match(lines[0] ?? '', said);
    });
  }

  test('about being down', async () => {
    const options = { baseline: 'http://127.0.0.1:1', candidate: 'http://127.0.0.1:1', world: undefined };
    const [result] = await runCases([{ name: 'a', why: 'RFC 9110', steps: GET }], options);
    assert.deepEqual(result?.differences.map(nameOf), ['failure']);
  });
});

test('is content when all is as expected', async (t) => {
  const url = await startBytes(t, replying(PROBLEM));
  const expect = {
    status: 404,
    code: 'not_found',
    headers: { 'content-type': 'application/problem+json', allow: { absent: true } },
    body: /found/,
    connection: 'open',
    interim: [],
    answers: 1,
  } as const;
  const [result] = await runCases([{ name: 'a', why: 'RFC 9110', steps: GET, expect }], {
    baseline: url,
    candidate: url,
    world: undefined,
  });
  assert.ok(result !== undefined && isGreen(result));
});

test('runs every case, in the order given, stateful ones alone and with the rows they changed', async (t) => {
  const url = await startBytes(t, replying(OK));
  let underWay = 0;
  let most = 0;
  const row: ChangedRow = { table: 'users', key: '1', change: 'inserted', values: {} };
  let reads = 0;
  const cases: WireCase<{ readonly token: string }>[] = [
    { name: 'write', why: 'state', stateful: true, steps: GET },
    ...['a', 'b', 'c'].map((name) => ({
      name,
      why: 'none',
      steps: (world: { readonly token: string }) => {
        underWay += 1;
        most = Math.max(most, underWay);
        return [request('GET', `/${world.token}`), answers(1)];
      },
    })),
  ];
  const done: string[] = [];
  const results = await runCases(cases, {
    baseline: url,
    candidate: url,
    world: { token: 't' },
    concurrency: 2,
    settleMs: 5,
    onResult: (result) => {
      underWay -= 1;
      done.push(result.case);
    },
    readState: async () => {
      reads += 1;
      return reads === 1 ? { baseline: [], candidate: [] } : { baseline: [row], candidate: [] };
    },
  });
  assert.deepEqual(
    results.map((result) => result.case),
    ['write', 'a', 'b', 'c'],
  );
  assert.equal(done.at(-1), 'write');
  assert.deepEqual(results[0]?.differences.map(nameOf), ['state-row:users']);
  assert.equal(most, 2);
});

test('sends the id of the case with each request, where asked', async (t) => {
  const received: string[] = [];
  const url = await startBytes(t, (socket) => {
    socket.on('data', (chunk: Buffer) => received.push(chunk.toString()));
    replying(OK + OK)(socket);
  });
  const steps = pipeline(GET, request('GET', '/b'));
  await runCases([{ name: 'row 1: é', why: 'none', steps }], {
    baseline: url,
    candidate: url,
    world: undefined,
    sendCaseId: true,
  });
  const wanted = `${['/', '/b'].map((path) => `GET ${path} HTTP/1.1\r\nx-lockstep-case: row-1-\r\nHost: localhost\r\n\r\n`).join('')}`;
  assert.deepEqual(received, [wanted, wanted]);
});

test('refuses to run nothing, or two cases of one name', async () => {
  const options = { baseline: 'http://127.0.0.1:1', candidate: 'http://127.0.0.1:1', world: undefined };
  await assert.rejects(runCases([], options), /no case/);
  const one: WireCase<undefined> = { name: 'a', why: 'x', steps: GET };
  await assert.rejects(runCases([one, one], options), /two cases are called "a"/);
});

test('refuses two cases whose names make one id, under which they would share budgets', async () => {
  const options = { baseline: 'http://127.0.0.1:1', candidate: 'http://127.0.0.1:1', world: undefined };
  const cases: WireCase<undefined>[] = ['a: b', 'a  b'].map((name) => ({ name, why: 'x', steps: GET }));
  await assert.rejects(runCases(cases, { ...options, sendCaseId: true }), /two cases are called "a-b"/);
  assert.equal((await runCases(cases, options)).length, 2);
});

test('puts ceilings up for a case of limits, and for no other', async (t) => {
  const heads: string[] = [];
  const url = await startBytes(t, (socket) => {
    socket.on('data', (chunk: Buffer) => {
      heads.push(/x-lockstep-case: (.*)\r/.exec(chunk.toString())?.[1] ?? '');
      socket.write(OK);
    });
  });
  const cases: WireCase<undefined>[] = [
    { name: 'a', why: 'x', steps: GET, limits: true },
    { name: 'b', why: 'x', steps: GET },
  ];
  await runCases(cases, { baseline: url, candidate: url, world: undefined, sendCaseId: true });
  assert.deepEqual(heads.sort(), ['a;limits', 'a;limits', 'b', 'b']);
});

describe('a request', () => {
  test('is the bytes that its parts say, and no others', () => {
    const text = (send: { readonly bytes: Buffer }) => send.bytes.toString('latin1');
    assert.equal(text(request('GET', '/a')), 'GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n');
    assert.equal(
      text(
        request('POST', '/a', {
          headers: [
            ['host', 'b'],
            ['X', '1'],
            ['X', '2'],
          ],
          body: { a: 1 },
          version: 'HTTP/1.0',
        }),
      ),
      'POST /a HTTP/1.0\r\nhost: b\r\nX: 1\r\nX: 2\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}',
    );
    assert.equal(
      text(
        request('POST', '/', { headers: { 'Transfer-Encoding': 'chunked' }, body: chunked(['é', 'abc'], 'T: 1\r\n') }),
      ),
      'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\xc3\xa9\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n',
    );
    assert.equal(
      text(request('POST', '/', { headers: { 'Content-Length': '9' }, body: 'ab' })).slice(-7),
      '9\r\n\r\nab',
    );
  });

  test('that is raw begins where it names a method', () => {
    assert.deepEqual(raw('HEAD / HTTP/1.1\r\n').requests, [{ method: 'HEAD', start: 0 }]);
    assert.deepEqual(raw('\xff').requests, []);
    assert.deepEqual(more('GET is only text here').requests, []);
  });

  test('that is malformed stays as it is when a header is added', () => {
    for (const text of ['GET /a b HTTP/1.1\r\n\r\n', 'GET', 'GET / HTTP/2.0\r\n\r\n'])
      assert.equal(withHeader(raw(text), 'x', '1').bytes.toString(), text);
  });
});
