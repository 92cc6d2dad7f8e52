import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REPLAY_HEADER } from '../../contract/replay-mark.ts';
import { startProxy, startUpstream, Wire } from './fixture.ts';
import { LIMITS, MAX_FIELDS } from './limits.ts';

/** As long as a DNS name may be. The router writes it twice more. */
const FIELDS = ['Host', 'h'.repeat(255), 'Transfer-Encoding', 'chunked'];

/** A request to which the router adds all that it ever does: it is a repeat, and brings no trace, id or `Connection` of its own. */
function put(fields: readonly string[]): string {
  const lines = ['PUT /things/1 HTTP/1.1'];
  const all = [...FIELDS, ...fields];
  for (let index = 0; index < all.length; index += 2) lines.push(`${all[index]}: ${all[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n0\r\n\r\n`;
}

// Our servers answer a head of 17 KiB or of more than 1,000 fields with 431, and so do these.
test('takes no head that the fields which it adds itself make too large for the servers', async (t) => {
  const marks: unknown[] = [];
  const fastify = await startUpstream(t, (request) => request.socket.destroy());
  const express = await startUpstream(t, (request, response) => {
    marks.push(request.headers[REPLAY_HEADER]);
    response.end('ok');
  });
  const { url } = await startProxy(t, { express: express.url, fastify: fastify.url, replayToken: 'r'.repeat(32) });

  // Node counts target, names and values.
  const largest = LIMITS.client.maxHeadBytes - 1 - ['/things/1', ...FIELDS, 'X'].join('').length;
  const most = MAX_FIELDS - FIELDS.length / 2;
  for (const [status, fields] of [
    [200, ['X', 'x'.repeat(largest)]],
    [431, ['X', 'x'.repeat(largest + 1)]],
    [200, Array(most).fill(['x', '1']).flat()],
    [
      431,
      Array(most + 1)
        .fill(['x', '1'])
        .flat(),
    ],
  ] as const) {
    const wire = await Wire.open(t, url);
    const text = await wire.send(put(fields)).until(/\r\n\r\n./);
    assert.ok(text.startsWith(`HTTP/1.1 ${status} `), text);
    assert.match(text, status === 431 ? /^x-routed-to: none\r$/m : /^x-routed-to: express\r$/m);
  }
  assert.equal(marks.filter((mark) => typeof mark === 'string').length, 2);
});
