import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { type ReadAnswer, readAnswer } from '../load/answer-reader.ts';
import { differenceOf } from './check.ts';
import { compare } from './compare.ts';
import { startFleet } from './fleet.ts';
import { planOf } from './plan.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { trafficOf } from './traffic.ts';

const TRAFFIC = trafficOf(loadContract(OWN_CONTRACT));
const PLAN = planOf({ quick: true, rounds: 1, seconds: 0.3, connections: 1 });
const signal = new AbortController().signal;

/** A proxy on node:http alone, with a line of its own about each part of the answer. */
function planted(name: string, fault: { request?: string; head?: string; body?: string }): Subject {
  const script = `
    import { createServer, request } from 'node:http';
    const backend = new URL(process.argv[1]);
    const server = createServer((incoming, response) => {
      const options = { host: backend.hostname, port: backend.port, method: incoming.method, path: incoming.url, headers: incoming.headers };
      ${fault.request ?? ''}
      incoming.pipe(request(options, async (answer) => {
        let [head, body] = [{ ...answer.headers }, Buffer.concat(await answer.toArray())];
        ${fault.head ?? ''}
        ${fault.body ?? ''}
        response.writeHead(answer.statusCode, head).end(body);
      }));
    });
    server.listen(0, '127.0.0.1', () => process.send({ kind: 'listening', url: 'http://127.0.0.1:' + server.address().port }));
    process.once('disconnect', () => process.exit());
  `;
  return {
    name,
    version: '0',
    launch: ({ backends: [backend] }) => ({
      command: [process.execPath, '--input-type=module', '-e', script, backend],
    }),
  };
}

test('the router and all peers pass requests and answers on unchanged', { timeout: 120_000 }, async () => {
  const fleet = await startFleet(SUBJECTS, { pinning: 'a test', traffic: TRAFFIC });
  await fleet.check().finally(() => fleet.stop());
});

const FAULTS = [
  [
    'a byte of the body',
    { body: 'body[40] ^= 1;' },
    /^not timed, because planted changes GET \/api\/auth\/profile: the bytes of/,
  ],
  ['a field of the answer', { head: "head['x-own'] = '1';" }, /changes GET .*: the field "x-own: 1"$/],
  [
    'a field of the request',
    { request: "options.headers.authorization += 'x';" },
    /changes GET .*: the field "x-benchmark-check:/,
  ],
  ['the path', { request: "options.path += '?x=1';" }, /changes GET .*: the field "x-benchmark-check:/],
] as const;

for (const [what, fault, said] of FAULTS) {
  test(`a peer that changes ${what} is not timed`, async () => {
    const comparison = compare({
      subjects: [planted('planted', fault)],
      absent: [],
      plan: PLAN,
      traffic: TRAFFIC,
      signal,
    });
    await assert.rejects(comparison, { name: 'BenchmarkError', message: said });
  });
}

test('a peer that changes a byte only under load ends the run', { timeout: 60_000 }, async () => {
  const late = "body[40] ^= incoming.headers['x-benchmark-check'] ? 0 : 1;";
  const subjects = [planted('planted', { body: late })];
  await assert.rejects(compare({ subjects, absent: [], plan: PLAN, traffic: TRAFFIC, signal }), {
    name: 'BenchmarkError',
    message: 'aborted, because planted under load answered with another body',
  });
});

test('a router that does not spread users as it was told is not timed', { timeout: 60_000 }, async () => {
  const route = "head['x-routed-to'] = 'express';";
  const subjects = [{ ...planted('planted', { head: route }), percentage: 50 }];
  await assert.rejects(compare({ subjects, absent: [], plan: PLAN, traffic: TRAFFIC, signal }), {
    name: 'BenchmarkError',
    message: 'planted sends 0 of 64 users to Fastify at 50 %',
  });
});

test('fields of the connection and of a proxy itself are no difference; their case and order are none either', () => {
  const direct = answer('Date: a\r\nContent-Length: 2\r\nA: 1\r\nConnection: keep-alive');
  assert.equal(
    differenceOf(direct, answer('Via: 1.1 x\r\na: 1\r\ncontent-length: 2\r\nDate: b\r\nX-Routed-To: express')),
    undefined,
  );
  assert.equal(differenceOf(direct, answer('Content-Length: 2')), 'the field "a: 1"');
  assert.equal(differenceOf(direct, answer('Content-Length: 2\r\nA: 2')), 'the field "a: 1"');
});

function answer(fields: string): ReadAnswer {
  const read = readAnswer(Buffer.from(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\nhi`));
  assert.ok(read);
  return read;
}
