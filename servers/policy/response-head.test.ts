import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { fixFields, LockstepResponse } from './response-head.ts';

const FIXED = { 'x-frame-options': 'DENY', 'access-control-allow-origin': 'http://a', etag: 'fixed' };

/** The bytes of an answer, but for its date. */
async function bytesOf(answer: (response: LockstepResponse) => void): Promise<string> {
  const server = createServer({ ServerResponse: LockstepResponse }, (_request, response) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  let bytes = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) bytes += chunk.toString('latin1');
  server.close();
  return bytes.replace(/Date: [^\r]*\r\n/, '');
}

function setOneByOne(response: ServerResponse, fields: Readonly<Record<string, string | readonly string[]>>): void {
  for (const [name, value] of Object.entries(fields)) response.setHeader(name, value);
}

test('a head that is handed over at once has the same bytes as one that is set field by field', async () => {
  const own = {
    'X-Request-Id': '7',
    'content-length': '2',
    'set-cookie': ['a=1', 'b=2'],
    vary: 'origin',
  };
  for (const status of [200, 204, 304, 404]) {
    const atOnce = await bytesOf((response) => {
      response.fixed = fixFields(FIXED);
      response.writeHead(status, own);
      response.end('ok');
    });
    const oneByOne = await bytesOf((response) => {
      setOneByOne(response, { ...FIXED, ...own });
      response.statusCode = status;
      response.end('ok');
    });
    assert.equal(atOnce, oneByOne);
  }
});

test("an answer's own field wins over the fixed one of its name, also in a head that is set field by field", async () => {
  const expected = /^ETag: own\r$/m;
  const atOnce = await bytesOf((response) => {
    response.fixed = fixFields(FIXED);
    response.writeHead(200, { etag: 'own' }).end();
  });
  const oneByOne = await bytesOf((response) => {
    response.fixed = fixFields(FIXED);
    response.setHeader('ETag', 'own').end();
  });
  for (const head of [atOnce, oneByOne]) {
    assert.match(head, expected);
    assert.equal(head.match(/etag/gi)?.length, 1);
    assert.match(head, /^X-Frame-Options: DENY\r$/m);
  }
});

test('bytes leave as they are, beside a head that is not ASCII', async () => {
  for (const body of [
    Buffer.from('{"name":"Ådá €"}'),
    Buffer.from([0, 255, 128, 10, 13]),
    Buffer.alloc(20_000, 0xe9),
  ]) {
    const bytes = await bytesOf((response) => {
      response.fixed = fixFields(FIXED);
      response.writeHead(200, { 'x-name': 'é', 'content-length': String(body.length) }).end(body);
    });
    assert.match(bytes, /^X-Name: é\r$/m);
    assert.ok(bytes.endsWith(`\r\n\r\n${body.toString('latin1')}`));
  }
});

test('bytes above 0x7f are written as they are, whoever ends the answer how', async () => {
  const value = 'attachment; filename="\xe9\xc3\xa9"';
  const fields = { 'content-disposition': value, 'content-length': '2', 'x-latin': value };
  const ways: readonly ((response: LockstepResponse) => void)[] = [
    (response) => response.end('ok'),
    (response) => response.end(Buffer.from('ok')),
    (response) => {
      response.write('', 'latin1');
      setImmediate(() => response.end('ok'));
    },
  ];
  for (const way of ways) {
    const bytes = await bytesOf((response) => {
      setOneByOne(response, fields);
      way(response);
    });
    assert.equal(bytes.split(value).length, 3, bytes);
    assert.ok(bytes.endsWith('\r\n\r\nok'));
  }
});
