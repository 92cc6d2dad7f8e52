import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { closed, OK, until } from './cases/row.ts';
import { exchange, startProxy, startRawUpstream, Wire } from './fixture.ts';
import { MAX_INTERIM_ANSWERS, MAX_INTERIM_RELAYED } from './limits.ts';

const GET = 'GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const POST = 'POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';

async function behind(t: TestContext, answer: (request: string, socket: Socket) => string | undefined) {
  const upstream = await startRawUpstream(t, answer);
  const proxy = await startProxy(t, { express: upstream.url, fastify: upstream.url, rollbackOnError: false });
  return { upstream, ...proxy };
}

// RFC 9110, 15.2.1 and 10.1.1: whoever did not ask for it drops it.
for (const before of [CONTINUE, 'HTTP/1.1 100 \r\nX-A: 1\r\n\r\n', CONTINUE.repeat(3), CONTINUE + HINTS + CONTINUE]) {
  test(`drops 100 Continue that nobody asked for: ${JSON.stringify(before)}`, async (t) => {
    const { upstream, url } = await behind(t, () => before + OK);
    for (const request of [GET, POST]) {
      const text = await exchange(t, url, request);
      assert.match(text, /(^|\r\n\r\n)HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nok$/);
      assert.equal(text.includes('103 Early Hints'), before.includes('103'));
      assert.doesNotMatch(text, /HTTP\/1\.1 100 /);
    }
    assert.equal(upstream.requests.length, 2);
    assert.equal(upstream.sockets.length, 1);
  });
}

test('drops 100 Continue wherever it is cut, and leaves the body alone', async (t) => {
  const body = `${CONTINUE}HTTP/2.0 200 OK\r\n\r\n`;
  const bytes = `${CONTINUE}${HINTS}HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const { url } = await behind(t, (_request, socket) => {
      socket.setNoDelay(true).write(bytes.slice(0, cut));
      setImmediate(() => setImmediate(() => socket.write(bytes.slice(cut))));
      return undefined;
    });
    const text = await exchange(t, url, GET);
    assert.ok(text.startsWith('HTTP/1.1 103 '), text);
    assert.ok(text.includes('\r\n\r\nHTTP/1.1 200 OK\r\n'), text);
    assert.ok(text.endsWith(`\r\n\r\n${body}`), text);
  }
});

test('a status of four digits is a bad answer, and no interim one', async (t) => {
  const { url } = await behind(t, () => 'HTTP/1.1 1000 OK\r\nContent-Length: 2\r\n\r\nok');
  assert.match(await exchange(t, url, GET), /^HTTP\/1\.1 502 Bad Gateway\r\n/);
});

test('strips from interim answers what the router says itself', async (t) => {
  const ours = ['X-Routed-To: evil', 'x-request-id: evil', 'X-Fallback-Reason: evil', 'Content-Length: 4'];
  const hints = `HTTP/1.1 103 Early Hints\r\n${ours.join('\r\n')}\r\nLink: </a>\r\n\r\n`;
  const { url } = await behind(t, () => hints + OK);
  assert.match(await exchange(t, url, GET), /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
});

test('relays so many interim answers, drops the next ones, and still gives the answer', async (t) => {
  const { url } = await behind(t, () => HINTS.repeat(MAX_INTERIM_RELAYED + 50) + OK);
  const text = await exchange(t, url, GET);
  const relayed = text.split('103 Early Hints').length - 1;
  assert.ok(relayed > 0 && relayed <= MAX_INTERIM_RELAYED, `${relayed} came`);
  assert.match(text, /\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
});

test('relays no interim answer to a client that does not read', async (t) => {
  const large = `HTTP/1.1 103 Early Hints\r\nLink: <${'a'.repeat(60_000)}>\r\n\r\n`;
  const { url, router, observed } = await behind(t, () => large.repeat(MAX_INTERIM_RELAYED) + OK);
  const sockets: Socket[] = [];
  router.server.on('connection', (socket: Socket) => sockets.push(socket));
  const wire = await Wire.open(t, url);
  wire.socket.pause();
  wire.send(GET);
  await observed('attempt');
  const [socket] = sockets;
  assert.ok(socket !== undefined && socket.writableLength < 200_000, `${socket?.writableLength} bytes are held`);
});

test('takes interim answers without an end for a bad answer', async (t) => {
  const { upstream, url, observed } = await behind(t, (_request, socket) => {
    flood(socket, HINTS.repeat(100));
    return undefined;
  });
  const text = await exchange(t, url, POST);
  assert.match(text, /HTTP\/1\.1 502 Bad Gateway\r\n/);
  const { outcome } = await observed('attempt');
  assert.equal(outcome.kind === 'failed' && outcome.failure.reason, 'bad-answer');
  await closed(upstream.sockets[0]);
});

test('takes an interim answer whose head has no end for a bad one', async (t) => {
  const { url } = await behind(t, (_request, socket) => {
    flood(socket, `HTTP/1.1 100 Continue\r\nX-A: ${'a'.repeat(10_000)}`);
    return undefined;
  });
  assert.match(await exchange(t, url, POST), /^HTTP\/1\.1 502 Bad Gateway\r\n/);
});

test('gives up at the time that an answer has, interim answers or not', async (t) => {
  const upstream = await startRawUpstream(t, (_request, socket) => {
    const timer = setInterval(() => socket.write(HINTS), 20);
    socket.once('close', () => clearInterval(timer));
    return undefined;
  });
  const limits = { upstream: { headersTimeoutMs: 300 } };
  const { url } = await startProxy(t, { express: upstream.url, fastify: upstream.url, rollbackOnError: false, limits });
  assert.match(await exchange(t, url, POST), /\r\n\r\nHTTP\/1\.1 504 Gateway Timeout\r\n/);
});

test('counts the interim answers of each request anew', async (t) => {
  const { upstream, url } = await behind(t, () => HINTS.repeat(MAX_INTERIM_ANSWERS - 1) + OK);
  for (let count = 0; count < 3; count += 1) {
    assert.match(await exchange(t, url, POST), /\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  }
  await until(() => upstream.sockets.length === 1);
});

for (const version of ['HTTP/2.0', 'HTTP/0.9', 'HTTP/1.2', 'HTTP/3.0', 'ICY', 'http/1.1']) {
  test(`takes an answer in ${version} for a bad one`, async (t) => {
    const { url } = await behind(t, () => `${version} 200 OK\r\nContent-Length: 2\r\n\r\nok`);
    assert.match(await exchange(t, url, POST), /^HTTP\/1\.1 502 Bad Gateway\r\n/);
    const late = await behind(t, () => `${HINTS}${version} 200 OK\r\nContent-Length: 2\r\n\r\nok`);
    assert.match(await exchange(t, late.url, POST), /(^|\r\n\r\n)HTTP\/1\.1 502 Bad Gateway\r\n/);
  });
}

test('passes on an answer in HTTP/1.0', async (t) => {
  const { url } = await behind(t, () => 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok');
  assert.match(await exchange(t, url, POST), /^HTTP\/1\.1 200 OK\r\n/);
});

for (const stray of ['\n', '\r\n', '\r\n\r\n']) {
  test(`skips ${JSON.stringify(stray)} before an answer`, async (t) => {
    const { url } = await behind(t, () => `${stray}${HINTS}${stray}${OK}`);
    assert.match(await exchange(t, url, POST), /^HTTP\/1\.1 103 [\s\S]*\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });
}

test('takes a status line that never ends for a bad answer', async (t) => {
  const { url } = await behind(t, (_request, socket) => {
    flood(socket, 'HTTP/1.1 200 OK and so on and on');
    return undefined;
  });
  assert.match(await exchange(t, url, POST), /^HTTP\/1\.1 502 Bad Gateway\r\n/);
});

test('takes an interim answer with a bare line feed for a bad one', async (t) => {
  // Whoever looks for CR LF alone takes the final head for fields of the dropped one, and the body for the answer.
  const evil = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
  const whole = `HTTP/1.1 200 OK\r\nContent-Length: ${evil.length}\r\n\r\n${evil}`;
  const { url } = await behind(t, () => `HTTP/1.1 100 Continue\n\n${whole}`);
  const text = await exchange(t, url, POST);
  assert.match(text, /^HTTP\/1\.1 502 Bad Gateway\r\n/);
  assert.doesNotMatch(text, /evil/);
});

/** Writes for as long as the connection takes it. */
function flood(socket: Socket, text: string): void {
  const write = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', write);
  write();
}
