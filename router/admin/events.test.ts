import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import AjvDraft04 from 'ajv-draft-04';
import { loadContract } from '../../contract/document.ts';
import type { Control, ControlEvent } from './control.ts';
import { createEventStreams } from './events.ts';
import { type Admin, DIFFERENCE, startAdmin, TOKEN } from './fixture.ts';
import { ADMIN_CONTRACT } from './server.ts';

const VERDICT: ControlEvent = { kind: 'verdict', scope: 'addUser', finding: 'pass', line: 'addUser: failures: pass' };

test('sends what holds at once, then each change, verdict and difference as the contract says', async (t) => {
  const admin = await startAdmin(t);
  const watcher = await watch(t, admin);
  assert.match(String(watcher.response.headers['content-type']), /^text\/event-stream/);
  await admin.ask('PUT', '/percentage', { body: { percentage: 5, why: 'a\nb' } });
  admin.rollout.hold('not verified');
  admin.emit(VERDICT);
  const { request: _, express: __, fastify: ___, ...difference } = DIFFERENCE;
  admin.emit({ kind: 'difference', difference });
  await watcher.until('event: difference');

  const events = eventsIn(watcher.text());
  assert.deepEqual(
    events.map(({ name }) => name),
    ['change', 'change', 'change', 'verdict', 'difference'],
  );
  const schemas = { change: 'ChangeEvent', verdict: 'VerdictEvent', difference: 'DifferenceSummary' } as const;
  for (const { name, data } of events) assertFits(schemas[name as keyof typeof schemas], data);
  const [first, raised, held] = events.map(({ data }) => data as { split: { epoch: number }; held: unknown });
  assert.deepEqual([first?.split.epoch, raised?.split.epoch, held?.held], [0, 1, 'not verified']);
});

test('cuts off who reads too slowly, and goes on for the others', { timeout: 30_000 }, async (t) => {
  const limits = { maxClients: 4, backlogBytes: 200_000, heartbeatMs: 60_000 };
  const admin = await startAdmin(t, { eventLimits: limits });
  const slow = await watch(t, admin);
  slow.response.pause();
  const cut = new Promise((resolve) => slow.response.once('close', resolve));
  const quick = await watch(t, admin);
  const large: ControlEvent = { ...VERDICT, line: 'x'.repeat(50_000) };
  // More than the kernel holds for a connection that nobody reads.
  for (let count = 0; count < 400; count += 1) {
    admin.emit(large);
    await quick.until((text) => text.length > count * 50_000);
  }
  slow.response.resume();
  await cut;
  assert.equal(slow.response.complete, false);
  admin.emit({ ...VERDICT, line: 'the last one' });
  await quick.until('the last one');
});

test('lets a few watch, and another one when one has gone', async (t) => {
  const limits = { maxClients: 2, backlogBytes: 100_000, heartbeatMs: 60_000 };
  const admin = await startAdmin(t, { eventLimits: limits });
  const first = await watch(t, admin);
  await watch(t, admin);
  const { status, document, headers } = await admin.ask('GET', '/events');
  assert.deepEqual([status, document.code, headers['retry-after']], [503, 'overloaded', '5']);
  first.request.destroy();
  let again: number;
  do again = await statusOfWatching(t, admin);
  while (again === 503);
  assert.equal(again, 200);
});

test('shows that the connection lives, and ends when the server does', async (t) => {
  const admin = await startAdmin(t, { eventLimits: { maxClients: 2, backlogBytes: 100_000, heartbeatMs: 5 } });
  const watcher = await watch(t, admin);
  await watcher.until(': still here\n\n');
});

test('listens to the router only while somebody watches', () => {
  let subscribers = 0;
  const control = {
    view: () => ({ state: {}, effective: {}, held: undefined }),
    subscribe: () => {
      subscribers += 1;
      return () => {
        subscribers -= 1;
      };
    },
  } as unknown as Control; // What the streams use of it.
  const streams = createEventStreams(control);
  const response = fakeResponse();
  streams.open(response.it, {});
  assert.deepEqual([streams.clients, subscribers], [1, 1]);
  response.close();
  assert.deepEqual([streams.clients, subscribers], [0, 0]);
  streams.close();
  assert.throws(() => streams.requirePlace(), /This worker ends/);
});

interface Watcher {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  text(): string;
  until(holds: string | ((text: string) => boolean)): Promise<void>;
}

async function watch(test: TestContext, { url }: Admin): Promise<Watcher> {
  const sent = request(`${url}/events`, { headers: { authorization: `Bearer ${TOKEN}` }, agent: false }).end();
  test.after(() => sent.destroy());
  sent.on('error', () => {});
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  let changed = Promise.withResolvers<void>();
  response.on('error', () => {});
  response.on('data', (chunk) => {
    text += chunk;
    changed.resolve();
    changed = Promise.withResolvers();
  });
  return {
    request: sent,
    response,
    text: () => text,
    async until(holds) {
      while (!(typeof holds === 'string' ? text.includes(holds) : holds(text))) await changed.promise;
    },
  };
}

async function statusOfWatching(test: TestContext, admin: Admin): Promise<number> {
  const { response, request: sent } = await watch(test, admin);
  if (response.statusCode !== 200) sent.destroy();
  return response.statusCode ?? 0;
}

function eventsIn(text: string): { name: string; data: unknown }[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      return { name, data: JSON.parse(data) as unknown };
    });
}

function assertFits(schema: string, data: unknown): void {
  const { components } = loadContract(ADMIN_CONTRACT).document;
  const ajv = new AjvDraft04.default({ strict: false, validateFormats: false });
  const validate = ajv.compile({ allOf: [{ $ref: `#/components/schemas/${schema}` }], components });
  assert.ok(validate(data), `${JSON.stringify(validate.errors)} in ${JSON.stringify(data)}`);
}

function fakeResponse() {
  const listeners: (() => void)[] = [];
  const it = {
    writableLength: 0,
    writeHead: () => it,
    write: () => true,
    end: () => it,
    on: () => it,
    once: (_event: string, listener: () => void) => {
      listeners.push(listener);
      return it;
    },
  };
  // What the streams use of it.
  return {
    it: it as unknown as Parameters<ReturnType<typeof createEventStreams>['open']>[0],
    close: () => listeners[0]?.(),
  };
}
