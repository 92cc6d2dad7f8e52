import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { type RawUpstream, startProxy, startRawUpstream, Wire } from './fixture.ts';

/** More of them for a longer look: LOCKSTEP_MIXED_REQUESTS=100000. */
const REQUESTS = Number(process.env.LOCKSTEP_MIXED_REQUESTS ?? 4_000);
const CLIENTS = 48;
const LATE_BODY = 'HTTP/1.1 200 OK\r\nx-id: nobody\r\nContent-Length: 4\r\n\r\nevil';

/**
 * Servers that delay, cut, close and reset at random, clients that pipeline and leave at random: nobody gets an answer to what he has not
 * asked, and nothing that may not run twice does.
 */
test('mixes up no answers and doubles no request, whatever servers and clients do', async (t) => {
  const random = randomFrom(20_260_101);
  const runs = new Map<string, number>();
  const [express, fastify] = await Promise.all([troubled(t, random, runs), troubled(t, random, runs)]);
  const { url } = await startProxy(t, { express: express.url, fastify: fastify.url, percentage: 50 });
  const seen = { asked: 0, answered: 0, refused: 0, posts: new Map<string, number>() };
  const client = async () => {
    while (seen.asked < REQUESTS) await visit(t, url, random, seen);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));

  const doubled = [...runs].filter(([, count]) => count > 1);
  assert.deepEqual(doubled, []);
  for (const [id, status] of seen.posts) if (status === 200) assert.equal(runs.get(id), 1, `POST ${id}`);
  assert.ok(seen.answered > seen.asked / 2, JSON.stringify(seen));
  t.diagnostic(`${seen.asked} requests: ${seen.answered} answered, ${seen.refused} refused, ${runs.size} POSTs run`);
});

/** A server that names in each answer the request that it is for. */
function troubled(t: TestContext, random: () => number, runs: Map<string, number>): Promise<RawUpstream> {
  return startRawUpstream(t, (request, socket) => {
    const id = idOf(request);
    if (request.startsWith('POST')) runs.set(id, (runs.get(id) ?? 0) + 1);
    void misbehave(socket, random, request, id);
    return undefined;
  });
}

async function misbehave(socket: Socket, random: () => number, request: string, id: string): Promise<void> {
  const body = request.startsWith('HEAD') ? '' : id.padEnd(20 + Math.floor(random() * 2_000), '.');
  const head = `HTTP/1.1 200 OK\r\nx-id: ${id}\r\nContent-Length: ${Math.max(body.length, 4)}\r\n`;
  const answer = `${head}\r\n${body}`;
  const half = Math.floor(answer.length * random());
  const dice = random();
  if (dice < 0.08) await after(random() * 20);
  if (dice > 0.98) return void socket.write(`HTTP/1.1 503 Busy\r\nx-id: ${id}\r\nContent-Length: 0\r\n\r\n`);
  if (dice > 0.94) return void socket.resetAndDestroy();
  if (dice > 0.9) return void socket.end(answer.slice(0, half));
  if (dice > 0.86) return void socket.write(answer, () => socket.resetAndDestroy());
  if (dice > 0.82) return void socket.end(`${head}Connection: close\r\n\r\n${body}`);
  if (dice > 0.78) {
    socket.write(answer.slice(0, half));
    await after(random() * 5);
    return void socket.write(answer.slice(half));
  }
  socket.write(answer);
  if (!request.startsWith('HEAD')) return;
  await after(random() * 3);
  if (socket.writable) socket.write(LATE_BODY);
}

interface Seen {
  asked: number;
  answered: number;
  refused: number;
  /** The status that the client was told, by id. */
  readonly posts: Map<string, number>;
}

/** A connection on which a client asks a few things, one by one or pipelined, and which it may leave in the middle. */
async function visit(t: TestContext, url: string, random: () => number, seen: Seen): Promise<void> {
  const wire = await Wire.open(t, url);
  wire.socket.on('error', () => {});
  for (let turn = 0; turn < 8 && !wire.ended; turn += 1) {
    const asked = Array.from({ length: random() < 0.2 ? 3 : 1 }, () => requestFor(nextId(seen), random));
    wire.text = '';
    wire.send(asked.map(({ text }) => text).join(''));
    if (random() < 0.05) {
      await after(random() * 3);
      break;
    }
    const methods = asked.map(({ method }) => method);
    await wire
      .until((text) => answersIn(text, methods).length === asked.length, 20_000)
      .catch((error: Error) => {
        if (!/connection ended/.test(error.message)) throw error;
      });
    for (const [index, { status, id, body }] of answersIn(wire.text, methods).entries()) {
      const request: Asked | undefined = asked[index];
      if (request === undefined) continue;
      if (request.method === 'POST') seen.posts.set(request.id, status);
      if (id === undefined) {
        assert.ok(status >= 502 && status <= 504, `the router answered ${status}`);
        seen.refused += 1;
        continue;
      }
      seen.answered += 1;
      assert.equal(id, request.id, 'the answer to another request');
      if (status === 200 && request.method !== 'HEAD') assert.ok(body.startsWith(`${request.id}.`), body.slice(0, 40));
    }
  }
  wire.socket.destroy();
}

function nextId(seen: Seen): string {
  seen.asked += 1;
  return String(seen.asked);
}

interface Asked {
  readonly id: string;
  readonly method: string;
  readonly text: string;
}

function requestFor(id: string, random: () => number): Asked {
  const method = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT'][Math.floor(random() * 6)] ?? 'GET';
  const path = method === 'POST' ? '/things' : `/things/${id}`;
  const content = method === 'POST' || method === 'PUT' ? 'x'.repeat(Math.floor(random() * 3_000)) : '';
  const length = content === '' ? '' : `Content-Length: ${content.length}\r\n`;
  const user = Math.floor(random() * 1_000);
  const text = `${method} ${path} HTTP/1.1\r\nHost: a\r\nx-user: ${user}\r\nx-id: ${id}\r\n${length}\r\n${content}`;
  return { id, method, text };
}

/** Those that are whole, in the order of the requests. */
function answersIn(text: string, methods: readonly string[]) {
  const answers: { status: number; id: string | undefined; body: string }[] = [];
  let rest = text;
  while (answers.length < methods.length) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const head = rest.slice(0, end + 2);
    const status = Number(head.slice(9, 12));
    const length = methods[answers.length] === 'HEAD' ? 0 : Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
    if (rest.length < end + 4 + length) return answers;
    answers.push({ status, id: /^x-id: (.*)\r$/im.exec(head)?.[1], body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

function idOf(request: string): string {
  return /^x-id: (.*)\r$/im.exec(request)?.[1] ?? '';
}

/** The same numbers in each run (Mulberry32), though not the same order of events. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
