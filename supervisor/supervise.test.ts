import assert from 'node:assert/strict';
import { EventEmitter, on } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { BACKOFF } from './backoff.ts';
import type { ChildSpec } from './child.ts';
import { systemClock } from './clock.ts';
import { type SuperviseOptions, type SupervisorEvent, supervise } from './supervise.ts';

type EventOf<Kind> = Extract<SupervisorEvent, { kind: Kind }>;

const QUICK = { firstMs: 1, capMs: 1, steadyMs: 60_000 };
const TIMEOUT = { timeout: 10_000 };

test('starts a child again that was killed', TIMEOUT, async (t) => {
  const { next } = watchOver(t, [child('serve.js')]);
  const first = await next('started');
  await next('all-listen');
  process.kill(first.pid ?? 0, 'SIGKILL');
  const death = await next('died');
  assert.deepEqual(death.exit, { kind: 'signal', signal: 'SIGKILL' });
  assert.notEqual((await next('started')).pid, first.pid);
  assert.equal((await next('listens-again')).url, 'http://127.0.0.1:1');
});

test('waits longer each time a child dies', TIMEOUT, async (t) => {
  const delays: number[] = [];
  const after = (delayMs: number, action: () => void) => {
    delays.push(delayMs);
    return systemClock.after(0, action);
  };
  const { next } = watchOver(t, [child('crash.js')], { backoff: BACKOFF, clock: { now: () => 0, after } });
  for (let death = 0; death < 4; death += 1) await next('died');
  assert.deepEqual(delays, [250, 500, 1000, 2000]);
});

test('ends all with 1 when a child cannot start, and does not try it again', TIMEOUT, async (t) => {
  const { supervision, seen } = watchOver(t, [child('serve.js'), child('refuse.js')]);
  assert.equal(await supervision.finished, 1);
  assert.deepEqual(kindsOf(seen), ['started', 'started', 'died', 'stopping']);
});

test('ends with 1 when the command does not exist', TIMEOUT, async (t) => {
  const { supervision } = watchOver(t, [{ ...child('serve.js'), command: '/nowhere/node' }]);
  assert.equal(await supervision.finished, 1);
});

test('starts a child only when those it comes after listen, and tells it where', TIMEOUT, async (t) => {
  const behind = ['a', 'b'].map((name) => ({
    ...child('serve.js', name),
    env: () => ({ FIXTURE_URL: `http://${name}` }),
  }));
  const env: ChildSpec['env'] = (urls) => ({ FIXTURE_URL: `http://front/${[...urls.values()].toSorted().join()}` });
  const front = { ...child('serve.js', 'front'), after: ['a', 'b'], env };
  const { next } = watchOver(t, [front, ...behind]);
  assert.equal((await next('started')).name, 'a');
  assert.equal((await next('started')).name, 'b');
  assert.equal((await next('started')).name, 'front');
  assert.equal((await next('all-listen')).urls.get('front'), 'http://front/http://a,http://b');
});

test('stops every child and ends with 0', TIMEOUT, async (t) => {
  const { supervision, next, seen } = watchOver(t, [child('serve.js'), child('serve.js', 'other')]);
  await next('all-listen');
  supervision.stop();
  supervision.stop();
  assert.equal(await supervision.finished, 0);
  assert.deepEqual(kindsOf(seen), ['started', 'started', 'all-listen', 'stopping']);
  for (const event of seen) if (event.kind === 'started') assert.ok(isGone(event.pid));
});

test('stops before the children are up', TIMEOUT, async (t) => {
  const { supervision } = watchOver(t, [child('serve.js')]);
  supervision.stop();
  assert.equal(await supervision.finished, 0);
});

test('calls off the next start of a child when it stops', TIMEOUT, async (t) => {
  const pending = new Set<number>();
  const after = (delayMs: number) => {
    pending.add(delayMs);
    return () => pending.delete(delayMs);
  };
  const clock = { now: () => 0, after };
  const { supervision, next, seen } = watchOver(t, [child('crash.js')], { backoff: BACKOFF, clock });
  await next('died');
  assert.ok(pending.has(BACKOFF.firstMs));
  supervision.stop();
  assert.equal(await supervision.finished, 0);
  assert.deepEqual([...pending], []);
  assert.deepEqual(kindsOf(seen), ['started', 'died', 'stopping']);
});

test('kills a child that does not end when asked to', TIMEOUT, async (t) => {
  const patience = { timeoutMs: 20, marginMs: 20 };
  const { supervision, next } = watchOver(t, [child('stubborn.js')], { patience });
  await next('all-listen');
  supervision.stop();
  assert.equal((await next('killed')).name, 'stubborn.js');
  assert.equal(await supervision.finished, 0);
});

test('asks those behind to end even when the front does not', TIMEOUT, async (t) => {
  const patience = { timeoutMs: 20, marginMs: 1000 };
  const front = { ...child('stubborn.js'), after: ['serve.js'] };
  const { supervision, next, seen } = watchOver(t, [child('serve.js'), front], { patience });
  await next('all-listen');
  supervision.stop();
  assert.equal(await supervision.finished, 0);
  const killed = seen.flatMap((event) => (event.kind === 'killed' ? [event.name] : []));
  assert.deepEqual(killed, ['stubborn.js']);
});

test('kills at once when asked to', TIMEOUT, async (t) => {
  const { supervision, next } = watchOver(t, [child('stubborn.js')]);
  await next('all-listen');
  supervision.stop();
  supervision.kill();
  assert.equal(await supervision.finished, 0);
});

test('restarts all in their order', TIMEOUT, async (t) => {
  const front = { ...child('serve.js', 'front'), after: ['behind'] };
  const { supervision, next, seen } = watchOver(t, [front, child('serve.js', 'behind')], { mode: 'dev' });
  await next('all-listen');
  supervision.restart();
  supervision.restart();
  await next('all-listen');
  const round = ['started behind', 'started front', 'all-listen'];
  assert.deepEqual(
    seen.map((event) => (event.kind === 'started' ? `started ${event.name}` : event.kind)),
    [...round, 'restarting', ...round],
  );
});

function child(fixture: string, name = fixture): ChildSpec {
  return {
    name,
    command: process.execPath,
    args: [join(import.meta.dirname, 'fixtures', fixture)],
    env: () => ({}),
  };
}

/** Supervises the children until the test ends. `next` waits for the next event of a kind. */
function watchOver(t: TestContext, specs: readonly ChildSpec[], changes: Partial<SuperviseOptions> = {}) {
  const seen: SupervisorEvent[] = [];
  const emitter = new EventEmitter();
  const stream = on(emitter, 'event');
  const report = (event: SupervisorEvent) => {
    seen.push(event);
    emitter.emit('event', event);
  };
  const patience = { timeoutMs: 5000, marginMs: 1000 };
  const supervision = supervise(specs, {
    mode: 'start',
    backoff: QUICK,
    patience,
    clock: systemClock,
    report,
    ...changes,
  });
  t.after(async () => {
    supervision.stop();
    supervision.kill();
    await supervision.finished;
  });
  const next = async <Kind extends SupervisorEvent['kind']>(kind: Kind): Promise<EventOf<Kind>> => {
    for (;;) {
      const event: SupervisorEvent | undefined = (await stream.next()).value?.[0];
      if (event !== undefined && isKind(event, kind)) return event;
    }
  };
  return { supervision, seen, next };
}

function isKind<Kind extends SupervisorEvent['kind']>(event: SupervisorEvent, kind: Kind): event is EventOf<Kind> {
  return event.kind === kind;
}

function kindsOf(events: readonly SupervisorEvent[]): string[] {
  return events.map((event) => event.kind);
}

function isGone(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? 0, 0);
    return false;
  } catch {
    return true;
  }
}
