import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Wire } from '../proxy/fixture.ts';
import { fixtureDirectory, get, startFixture, startLoad, urlsOf } from './fixtures/start.ts';
import type { FrontEvent } from './front-event.ts';

const HEAD = 'HTTP/1.1\r\nHost: a\r\n\r\n';

test('fails no request during five restarts under load, and lets two workers never hold the journal at once', async (t) => {
  const { front, events, event } = await startFixture(t, { shutdownTimeoutMs: 500 });
  const { clients } = urlsOf(await event('serving'));
  const load = startLoad(t, clients);
  for (let restart = 1; restart <= 5; restart += 1) {
    await load.more(50);
    front.restart();
    const { pid } = await event('serving', restart + 1);
    assert.equal(await get(clients), String(pid));
  }
  // The last of the replaced workers closes what stayed idle, and ends.
  await load.more(400);
  assert.deepEqual(await load.stop(), []);
  assert.deepEqual(
    events.filter(({ kind }) => kind !== 'serving'),
    [],
  );
});

test('answers what waited while no worker lived, by the next one', async (t) => {
  const { events, event } = await startFixture(t);
  const { pid, urls } = await event('serving');
  const inFlight = await Wire.open(t, urls.clients ?? '');
  inFlight.send(`GET /never ${HEAD}`);
  await get(urls.clients ?? '');
  process.kill(pid, 'SIGKILL');
  await event('died');
  const waiting = await Promise.all(Array.from({ length: 20 }, () => Wire.open(t, urls.clients ?? '')));
  for (const wire of waiting) wire.send(`GET / ${HEAD}`);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['serving', 'died'],
  );
  const next = await event('serving', 2);
  for (const wire of waiting) assert.match(await wire.until('\r\n\r\n'), /^HTTP\/1\.1 200 /);
  assert.ok(waiting.every(({ text }) => text.endsWith(String(next.pid))));
  assert.equal(await inFlight.end(), '');
  assert.deepEqual(next.urls, urls);
});

test('lets a replaced worker finish, answers once more on its idle connections, and closes those in the end', async (t) => {
  const { front, event } = await startFixture(t, { shutdownTimeoutMs: 2_000 });
  const first = await event('serving');
  const { clients } = urlsOf(first);
  const [asked, idle, silent] = await Promise.all([1, 2, 3].map(() => Wire.open(t, clients)));
  assert.ok(asked && idle && silent);
  asked.send(`GET /until-retired ${HEAD}`);
  await idle.send(`GET / ${HEAD}`).until(String(first.pid));
  await silent.send(`GET / ${HEAD}`).until(String(first.pid));
  front.restart();
  assert.match(await asked.until('\r\n\r\n'), /200 OK/);
  const second = await event('serving', 2);
  const again = await idle.send(`GET / ${HEAD}`).end();
  assert.match(again, new RegExp(`connection: close[^]*\r\n\r\n${first.pid}$`, 'i'));
  assert.equal(silent.ended, false);
  await silent.end();
  assert.equal(silent.error, undefined);
  assert.equal(await get(clients), String(second.pid));
});

test('lets the worker in charge speak to those that retire, and ask for its own replacement', async (t) => {
  const { event } = await startFixture(t);
  const first = await event('serving');
  const { clients, admin } = urlsOf(first);
  const listener = get(`${clients}/until-relay`);
  await get(clients);
  assert.equal(await get(`${admin}/restart`), String(first.pid));
  const second = await event('serving', 2);
  assert.equal(await get(`${admin}/relay`), String(second.pid));
  assert.deepEqual(JSON.parse(await listener), { from: String(second.pid) });
});

test('replaces a worker that gets SIGTERM, without a failed request', async (t) => {
  const { event } = await startFixture(t);
  const { pid, urls } = await event('serving');
  const load = startLoad(t, urls.clients ?? '');
  process.kill(pid, 'SIGTERM');
  assert.equal(await get(urls.clients ?? ''), String(pid));
  await event('serving', 2);
  await load.more(50);
  assert.deepEqual(await load.stop(), []);
});

test('makes one more restart of those that are asked for during one', async (t) => {
  const { front, event, events } = await startFixture(t);
  await event('serving');
  for (let times = 0; times < 5; times += 1) front.restart();
  const { urls } = await event('serving', 3);
  await get(urls.clients ?? '');
  assert.equal(events.length, 3);
});

test('puts a restart off while as many replaced workers serve as there may be', async (t) => {
  const { front, event, events } = await startFixture(t, { limits: { maxRetiring: 1 } });
  const { clients } = urlsOf(await event('serving'));
  const asked = await Wire.open(t, clients);
  await asked.send(`GET / ${HEAD}GET /never ${HEAD}`).until('200 OK');
  front.restart();
  await event('serving', 2);
  front.restart();
  await get(clients);
  assert.equal(events.length, 2);
  asked.socket.destroy();
  await event('serving', 3);
});

test('finishes 1 when the first worker does not come up, and says how it ended', async (t) => {
  const cases = [
    ['cannot load', { code: 1 }],
    ['cannot take over', { code: 1 }],
    ['dies while loading', { signal: 'SIGKILL' }],
  ] as const;
  for (const [fault, exit] of cases) {
    const { front, events } = await startFixture(t, { fault });
    assert.equal(await front.finished, 1);
    assert.deepEqual(events, [{ kind: 'cannot-start', exit }]);
  }
});

test('keeps the worker that serves when its successor does not load', async (t) => {
  const { front, event, fault } = await startFixture(t, { limits: { startTimeoutMs: 2_000 } });
  const { pid, urls } = await event('serving');
  fault('cannot load');
  front.restart();
  assert.deepEqual((await event('not-replaced')).exit, { code: 1 });
  fault('hangs while loading');
  front.restart();
  assert.match((await event('killed')).reason, /did not load in time/);
  await event('not-replaced', 2);
  assert.equal(await get(urls.clients ?? ''), String(pid));
  fault('');
  front.restart();
  await event('serving', 2);
});

test('goes on trying when a successor fails after the old worker has let go of the journal', async (t) => {
  const { front, event, fault } = await startFixture(t);
  const { pid, urls } = await event('serving');
  fault('cannot take over');
  front.restart();
  await event('not-replaced', 2);
  assert.equal(await get(urls.clients ?? ''), String(pid));
  fault('');
  const second = await event('serving', 2);
  assert.equal(await get(urls.clients ?? ''), String(second.pid));
});

test('kills a worker that does not let go, and goes on with its successor', async (t) => {
  const { front, event, fault } = await startFixture(t, {
    fault: 'does not let go',
    limits: { releaseTimeoutMs: 100 },
  });
  const { pid, urls } = await event('serving');
  fault('');
  front.restart();
  assert.deepEqual(await event('killed'), { kind: 'killed', pid, reason: 'it did not let go in time' });
  const second = await event('serving', 2);
  assert.equal(await get(urls.clients ?? ''), String(second.pid));
});

test('kills a worker in charge that hangs, and goes on with the next one', async (t) => {
  const { event, events } = await startFixture(t, { limits: { heartbeat: { everyMs: 50, unanswered: 4 } } });
  const { pid, urls } = await event('serving');
  process.kill(pid, 'SIGSTOP');
  const killed = await event('killed');
  assert.deepEqual([killed.pid, killed.reason], [pid, 'it hung: 4 questions in a row had no answer']);
  const second = await event('serving', 2);
  assert.equal(await get(urls.clients ?? ''), String(second.pid));
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['serving', 'killed', 'died', 'serving'],
  );
});

test('waits longer each time when workers die one after the other', async (t) => {
  const { event, fault } = await startFixture(t, {
    limits: { backoff: { firstMs: 10, capMs: 1_000, steadyMs: 60_000 } },
  });
  const { pid } = await event('serving');
  fault('cannot load');
  process.kill(pid, 'SIGKILL');
  const deaths = await Promise.all([1, 2, 3, 4].map((count) => event('died', count)));
  assert.deepEqual(
    deaths.map(({ delayMs }) => delayMs),
    [0, 10, 20, 40],
  );
});

test('on stop takes no more connections, finishes what is in flight, and finishes 0', async (t) => {
  const { front, event } = await startFixture(t);
  const { clients } = urlsOf(await event('serving'));
  const inFlight = get(`${clients}/until-retired`);
  const idle = await Wire.open(t, clients);
  await idle.send(`GET / ${HEAD}`).until('200 OK');
  front.stop('asked');
  await inFlight;
  await assert.rejects(get(clients), { code: 'ECONNREFUSED' });
  assert.equal(await front.finished, 0);
  await idle.end();
});

test('cuts off on stop what does not end in time, replaced workers included', async (t) => {
  const { front, event, events } = await startFixture(t, { shutdownTimeoutMs: 200 });
  const { clients } = urlsOf(await event('serving'));
  const old = await Wire.open(t, clients);
  await old.send(`GET / ${HEAD}GET /never ${HEAD}`).until('200 OK');
  front.restart();
  await event('serving', 2);
  const young = await Wire.open(t, clients);
  await young.send(`GET / ${HEAD}GET /never ${HEAD}`).until('200 OK');
  front.stop('asked');
  assert.equal(await front.finished, 0);
  await Promise.all([old.end(), young.end()]);
  assert.ok(events.every(({ kind }) => kind === 'serving'));
});

test('restarts what died where sockets cannot be held, and refuses to replace', async (t) => {
  const { front, event } = await startFixture(t, {
    change: ({ close, ...socket }) => {
      close();
      return { ...socket, port: 0, fd: undefined, close: () => {} };
    },
  });
  const first = await event('serving');
  front.restart();
  assert.match((await event('restart-refused')).reason, /cannot share a port/);
  process.kill(first.pid, 'SIGKILL');
  const second = await event('serving', 2);
  assert.deepEqual(second.urls, first.urls);
  assert.equal(await get(urlsOf(second).clients), String(second.pid));
});

test('a worker whose front is killed takes no more connections, finishes what is in flight, and ends', async (t) => {
  const directory = fixtureDirectory();
  t.after(() => rmSync(directory, { recursive: true }));
  const file = fileURLToPath(new URL('./fixtures/front.ts', import.meta.url));
  const parent = fork(file, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  t.after(() => parent.kill('SIGKILL'));
  const { pid, urls } = await new Promise<Extract<FrontEvent, { kind: 'serving' }>>((resolve) =>
    parent.once('message', (event: Extract<FrontEvent, { kind: 'serving' }>) => resolve(event)),
  );
  const inFlight = await Wire.open(t, urls.clients ?? '');
  await inFlight.send(`GET / ${HEAD}GET /until-retired ${HEAD}`).until(String(pid));
  parent.kill('SIGKILL');
  assert.equal((await inFlight.end()).match(/200 OK/g)?.length, 2);
  const { port } = new URL(urls.clients ?? '');
  await new Promise<void>((resolve) => {
    connect(Number(port), '127.0.0.1').once('error', () => resolve());
  });
  while (isAlive(pid)) await new Promise(setImmediate);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
