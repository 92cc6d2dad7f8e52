import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Exchange } from './exchange.ts';
import { startUpstream, Wire } from './fixture.ts';

test('a write to a client that has gone ends no process, and abandoning is told once', async (t) => {
  const trace = { traceId: '', traceparent: '', started: true };
  const { promise: done, resolve } = Promise.withResolvers<Exchange>();
  const { url } = await startUpstream(t, (request, response) => {
    const exchange = new Exchange(request, response, { requestId: 'id-1', trace });
    response.destroy();
    response.write('nobody reads this', () => resolve(exchange));
  });
  const wire = await Wire.open(t, url);
  wire.send('GET /a?secret HTTP/1.1\r\nHost: a\r\n\r\n');
  const exchange = await done;
  assert.deepEqual([exchange.method, exchange.path, exchange.body], ['GET', '/a', undefined]);
  let told = 0;
  exchange.onAbandoned(() => (told += 1));
  exchange.abandon();
  exchange.abandon();
  assert.equal(told, 1);
  // Were the write's error thrown, it would be in a later turn.
  await new Promise(setImmediate);
});
