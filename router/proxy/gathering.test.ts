import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createGathering, type Gathering } from './gathering.ts';
import { RequestBody } from './request-body.ts';

/** A body of 100 bytes, of which so many are here, and whether it is still waited for. */
function gathered(gathering: Gathering, client: string, bytes: number) {
  const headers = { 'content-length': '100' };
  const source = Object.assign(new PassThrough(), { headers });
  source.write(Buffer.alloc(bytes));
  // Of a request only its being a stream and its head matter here.
  const body = new RequestBody(source as unknown as IncomingMessage, () => {});
  const state = { source, body, waits: true };
  void gathering.whole(body, 100, client).then(() => (state.waits = false));
  return state;
}

/** Streams deliver, and promises settle, within a turn. */
const settled = () => new Promise(setImmediate);

test('waits for as much as one client may have, and takes back what is whole', async () => {
  const gathering = createGathering({ bodyBytes: 100, allBytes: 400 });
  const first = gathered(gathering, 'a', 60);
  await settled();
  const [second, other] = [gathered(gathering, 'a', 60), gathered(gathering, 'b', 60)];
  await settled();
  assert.deepEqual([first.waits, second.waits, other.waits], [true, false, true]);
  first.source.end(Buffer.alloc(40));
  await settled();
  assert.equal(first.waits, false);
  const third = gathered(gathering, 'a', 60);
  await settled();
  assert.equal(third.waits, true);
});

test('has a bound for all clients together, which announcements do not count against', async () => {
  const gathering = createGathering({ bodyBytes: 100, allBytes: 400 });
  const announced = Array.from({ length: 50 }, (_, index) => gathered(gathering, `announcing ${index}`, 0));
  const clients = Array.from({ length: 5 }, (_, index) => gathered(gathering, `sending ${index}`, 90));
  await settled();
  assert.ok(announced.every(({ waits }) => waits));
  assert.deepEqual(
    clients.map(({ waits }) => waits),
    [true, true, true, true, false],
  );
});

test('knows a body that came at once as whole, also where there is no room to wait for it', async () => {
  const gathering = createGathering({ bodyBytes: 100, allBytes: 100 });
  const [whole, part] = [gathered(gathering, 'a', 100), gathered(gathering, 'b', 99)];
  await settled();
  assert.deepEqual([whole.body.complete, part.body.complete], [true, false]);
  assert.deepEqual(whole.body.open(), Buffer.alloc(100));
});
