import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Observation } from '../parity/answer.ts';
import { compare } from '../parity/compare.ts';
import { describe as inWords } from '../parity/describe.ts';
import { type Pair, type ServerName, startPair } from './pair.ts';
import { observe } from './wire/connection.ts';
import { unmet } from './wire/expectation.ts';
import { more, pipeline, raw, request } from './wire/request.ts';
import { answers, END, type Send, type Step, until } from './wire/step.ts';

const SERVERS: readonly ServerName[] = ['express', 'fastify'];
const JSON_BODY = request('POST', '/api/auth/login', { body: { email: 'x' } });
const HEALTH = request('GET', '/health');
const NOTHING = request('GET', '/nothing');

/**
 * What is on each connection when SIGTERM comes, what is sent afterwards, and what must come back (RFC 9112, 9.6: an orderly end
 * says so in the last answer). Row 56 of the list of known differences.
 */
const CONNECTIONS: readonly {
  readonly name: string;
  readonly held: Send;
  readonly rest: readonly Step[];
  readonly expect: Parameters<typeof unmet>[0];
}[] = [
  {
    name: 'a head that is cut within its fields',
    held: cut(HEALTH, -2),
    rest: [more('\r\n'), answers(2), END],
    expect: [{ status: 200 }, { status: 200, headers: { connection: 'close' } }],
  },
  {
    name: 'a head that is cut within its first line',
    held: cut(NOTHING, 8),
    rest: [more(NOTHING.bytes.subarray(8)), answers(2), END],
    expect: [{ status: 200 }, { status: 404, headers: { connection: 'close' } }],
  },
  {
    name: 'a body that is cut',
    held: cut(JSON_BODY, -3),
    rest: [more(JSON_BODY.bytes.subarray(-3)), answers(2), END],
    expect: [{ status: 200 }, { status: 400, code: 'validation_failed', headers: { connection: 'close' } }],
  },
  {
    name: 'a body that is cut, and a request behind it',
    held: cut(JSON_BODY, -3),
    rest: [pipeline(more(JSON_BODY.bytes.subarray(-3)), HEALTH), answers(2), END],
    expect: [{ status: 200 }, { status: 400, headers: { connection: 'close' } }],
  },
  {
    name: 'a head that is refused',
    held: cut(HEALTH, -2),
    rest: [more('X : 1\r\n\r\n'), answers(2), END],
    expect: [{ status: 200 }, { status: 400, headers: { connection: 'close' } }],
  },
  { name: 'nothing: idle', held: HEALTH, rest: [END], expect: { answers: 1, connection: 'ended' } },
];

describe('a server that is asked to end', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair({ databases: 'separate', env: { NODE_ENV: 'test', LOCKSTEP_TEST_SEED: 'shutdown' } });
  });
  after(() => pair.stop());

  test('lets requests in flight finish, says that it closes, takes no new ones, and exits; on both alike', async () => {
    const [baseline = [], candidate = []] = await Promise.all(SERVERS.map((name) => endWhileInUse(pair, name)));
    const faults = CONNECTIONS.flatMap(({ name, expect }, at) => {
      const sides = [baseline[at], candidate[at]];
      const [a, b] = sides;
      if (a === undefined || b === undefined) return [`${name}: not observed`];
      return [
        ...compare(a, b).map(inWords),
        ...sides.flatMap((side, index) =>
          side === undefined ? [] : unmet(expect, side).map((line) => `${SERVERS[index]}: ${line}`),
        ),
      ].map((line) => `${name}: ${line}`);
    });
    assert.deepEqual(faults, []);
  });
});

/** Puts every connection into its state, sends SIGTERM, waits until the server listens no more, and goes on. */
async function endWhileInUse(pair: Pair, name: ServerName): Promise<readonly Observation[]> {
  const all = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<void>();
  let waiting = CONNECTIONS.length;
  const ready = () => {
    waiting -= 1;
    if (waiting === 0) all.resolve();
    return ending.promise;
  };
  const observations = CONNECTIONS.map(({ held, rest }) =>
    observe(pair.urls[name], [held, answers(1), until('the server to end', ready), ...rest]),
  );
  await all.promise;
  const exited = pair.kill(name, 'SIGTERM');
  while (await accepts(pair.urls[name]));
  ending.resolve();
  const seen = await Promise.all(observations);
  // The process ends although nobody closed these connections but itself.
  await exited;
  return seen;
}

/**
 * A whole request, and behind it the beginning of another: the answer to the first says that both have been read, because they
 * come in one packet.
 */
function cut(send: Send, end: number): Send {
  return pipeline(HEALTH, raw(send.bytes.subarray(0, end)));
}

function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(Number(port), hostname);
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
