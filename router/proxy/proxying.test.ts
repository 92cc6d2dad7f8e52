import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { exchange, type RawUpstream, STREAMING, startProxy, startRawUpstream, unusedUrl, Wire } from './fixture.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const CLOSE = 'Connection: close\r\n\r\n';
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

async function routerTo(t: TestContext, upstream: RawUpstream) {
  return startProxy(t, { express: upstream.url, fastify: upstream.url });
}

/** What one raw answer of the upstream looks like to a client. */
async function relayed(t: TestContext, answer: string, request = `GET /things HTTP/1.1\r\nHost: a\r\n${CLOSE}`) {
  const { url } = await routerTo(t, await startRawUpstream(t, () => answer));
  return exchange(t, url, request);
}

test('forwards target, fields and body byte for byte', async (t) => {
  const upstream = await startRawUpstream(t, () => OK);
  const { url } = await routerTo(t, upstream);
  const target = '/things/%2e%2e%2f..//\\a;b?q=%00&r=[]{}|"<>^`';
  const fields = 'B-Field: 1\r\na-field: 2\r\nB-Field: 3\r\nX-Latin: \xe9\xff\r\n';
  await exchange(t, url, `PUT ${target} HTTP/1.1\r\nHost: a:81\r\n${fields}Content-Length: 3\r\n${CLOSE}a\0\xff`);
  await exchange(t, url, `GET //evil/%2e%2e/x HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
  const [received = '', other = ''] = upstream.requests;
  assert.ok(other.startsWith('GET //evil/%2e%2e/x HTTP/1.1\r\nhost: a\r\n'), other);
  assert.ok(received.startsWith(`PUT ${target} HTTP/1.1\r\nhost: a:81\r\n`), received);
  assert.ok(received.includes(fields), received);
  assert.ok(received.endsWith('content-length: 3\r\n\r\na\0\xff'), received);
});

test('relays status line, fields and body of the answer byte for byte', async (t) => {
  const fields = 'Set-Cookie: a=1\r\nx-latin: \xe9\xff\r\nSet-Cookie: b=2\r\nETag: "x"\r\nDate: then\r\n';
  const text = await relayed(t, `HTTP/1.1 299 Fine Indeed\r\n${fields}Content-Length: 3\r\n\r\na\0\xff`);
  assert.ok(text.startsWith(`HTTP/1.1 299 Fine Indeed\r\n${fields}Content-Length: 3\r\n`), text);
  assert.ok(text.endsWith('\r\n\r\na\0\xff'), text);
  assert.match(text, /\r\nx-routed-to: fastify\r\nvia: 1.1 lockstep\r\n/);
  assert.equal(text.match(/^date:/gim)?.length, 1);
});

test('answers with the well-formed request id of the client, once, and sends the same one upstream', async (t) => {
  const answer = 'HTTP/1.1 200 OK\r\nX-Request-Id: id_1.a-Z\r\nContent-Length: 0\r\n\r\n';
  const upstream = await startRawUpstream(t, () => answer);
  const { url } = await routerTo(t, upstream);
  const text = await exchange(t, url, `GET /things HTTP/1.1\r\nHost: a\r\nX-Request-Id: id_1.a-Z\r\n${CLOSE}`);
  assert.deepEqual(text.match(/^x-request-id: .*$/gim), ['X-Request-Id: id_1.a-Z']);
  assert.deepEqual(upstream.requests[0]?.match(/^x-request-id: .*$/gim), ['x-request-id: id_1.a-Z']);
});

test('replaces a request id that is not well-formed', async (t) => {
  const upstream = await startRawUpstream(t, () => OK);
  const { url } = await routerTo(t, upstream);
  for (const bad of ['x'.repeat(129), 'a b', '\xe9', '', 'a\r\nX-Request-Id: b']) {
    const text = await exchange(t, url, `GET /things HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${bad}\r\n${CLOSE}`);
    const id = UUID.exec(/^x-request-id: (.*)$/m.exec(text)?.[1] ?? '')?.[0];
    assert.ok(id !== undefined && upstream.requests.at(-1)?.includes(`x-request-id: ${id}\r\n`), text);
  }
});

test('lets the authority of an absolute target win over Host', async (t) => {
  const upstream = await startRawUpstream(t, () => OK);
  const { url } = await routerTo(t, upstream);
  await exchange(t, url, `GET http://b:82/things?x HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
  assert.ok(upstream.requests[0]?.startsWith('GET /things?x HTTP/1.1\r\nhost: b:82\r\n'));
});

test('keeps the length of an answer to HEAD, and the connection of the client', async (t) => {
  const upstream = await startRawUpstream(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
  const { url } = await routerTo(t, upstream);
  const wire = await Wire.open(t, url);
  await wire.send('HEAD /things HTTP/1.1\r\nHost: a\r\n\r\n').until(/\r\n\r\n$/);
  assert.match(wire.text, /Content-Length: 5\r\n/);
  assert.doesNotMatch(wire.text, /transfer-encoding/i);
  await wire.send('HEAD /things HTTP/1.1\r\nHost: a\r\n\r\n').until(/(\r\n\r\n.*){2}$/s);
});

test('gives neither a body nor a coding to 204 and 304', async (t) => {
  for (const status of ['204 No Content', '304 Not Modified']) {
    const text = await relayed(t, `HTTP/1.1 ${status}\r\nETag: "x"\r\n\r\n`);
    assert.ok(text.startsWith(`HTTP/1.1 ${status}\r\nETag: "x"\r\n`) && text.endsWith('\r\n\r\n'), text);
    assert.doesNotMatch(text, /transfer-encoding|content-length/i);
  }
});

test('sends chunks on as chunks, and to HTTP/1.0 as a plain body', async (t) => {
  const answer = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n';
  const modern = await relayed(t, answer);
  assert.match(modern, /Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n$/i);
  const old = await relayed(t, answer, 'GET /things HTTP/1.0\r\n\r\n');
  assert.match(old, /\r\n\r\nok$/);
  assert.doesNotMatch(old, /transfer-encoding/i);
});

test('puts chunks around a body that the upstream ends by closing', async (t) => {
  const upstream = await startRawUpstream(t, (_, socket) => {
    socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok');
    return undefined;
  });
  const { url } = await routerTo(t, upstream);
  const wire = await Wire.open(t, url);
  await wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').until(/\r\n\r\n2\r\nok\r\n0\r\n\r\n$/);
});

test('sends a chunked body on as it comes', async (t) => {
  const upstream = await startRawUpstream(t, () => OK);
  const { url } = await routerTo(t, upstream);
  const head = 'POST /things HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n';
  const wire = await Wire.open(t, url);
  await wire.send(`${head}\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`).until(/ok$/);
  const [request = ''] = upstream.requests;
  const body = request.slice(request.indexOf('\r\n\r\n') + 4).replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, '');
  assert.ok(body.startsWith('abcde'), request);
  assert.doesNotMatch(request, /transfer-encoding[\s\S]*content-length|content-length[\s\S]*transfer-encoding/i);
});

test('drops a forced route and repeats nothing of Connection', async (t) => {
  const upstream = await startRawUpstream(t, () => OK);
  const { url } = await startProxy(t, { express: upstream.url, fastify: await unusedUrl(), percentage: 0 });
  const hop = 'X-Routed-To: fastify\r\nConnection: close, x-hop\r\nX-Hop: 1\r\n';
  const text = await exchange(t, url, `GET /things HTTP/1.1\r\nHost: a\r\n${hop}\r\n`);
  assert.match(text, /x-routed-to: express/);
  assert.doesNotMatch(upstream.requests[0] ?? '', /x-hop|x-routed-to/i);
});

test('answers Expect: 100-continue itself, once an upstream wants the body', async (t) => {
  const upstream = await startRawUpstream(t, () => OK);
  const { url } = await routerTo(t, upstream);
  const wire = await Wire.open(t, url);
  const head = 'POST /things HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n';
  await wire.send(head).until('HTTP/1.1 100 Continue\r\n\r\n');
  await wire.send('abc').until(/ok$/);
  assert.ok(upstream.requests[0]?.endsWith('abc'));
  assert.doesNotMatch(upstream.requests[0] ?? '', /expect/i);
});

test('lets the final status precede the body where no upstream wants it', async (t) => {
  const changes = { express: await unusedUrl(), fastify: await unusedUrl(), limits: STREAMING };
  const { url } = await startProxy(t, changes);
  const head = 'POST /things HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n';
  assert.match(await exchange(t, url, head), /^HTTP\/1.1 502 /);
});

test('relays early hints', async (t) => {
  const text = await relayed(t, `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`);
  assert.match(text, /^HTTP\/1.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1.1 200 OK\r\n/);
});

test('answers OPTIONS * itself', async (t) => {
  const { url } = await startProxy(t, { express: await unusedUrl(), fastify: await unusedUrl() });
  const text = await exchange(t, url, `OPTIONS * HTTP/1.1\r\nHost: a\r\n${CLOSE}`);
  assert.match(text, /^HTTP\/1.1 204 No Content\r\nallow: .*GET/);
});

test('answers pipelined requests in order, one at a time', async (t) => {
  let inFlight = 0;
  const upstream = await startRawUpstream(t, (request, socket) => {
    inFlight += 1;
    assert.equal(inFlight, 1);
    // The first answer is the slowest; without a queue the second would overtake it.
    setTimeout(
      () => {
        inFlight -= 1;
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${request.slice(-1)}`);
      },
      request.endsWith('1') ? 30 : 0,
    );
    return undefined;
  });
  const { url } = await routerTo(t, upstream);
  const wire = await Wire.open(t, url);
  const post = (body: number) => `POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n${body}`;
  await wire.send(post(1) + post(2) + post(3)).until(/\r\n\r\n3$/);
  assert.deepEqual(wire.text.match(/(?<=\r\n\r\n)\d/g), ['1', '2', '3']);
});

test('keeps asking a client that has closed its sending side by interim answers, and answers it', async (t) => {
  const { promise: asked, resolve } = Promise.withResolvers<() => void>();
  const upstream = await startRawUpstream(t, (_, socket) => {
    resolve(() => socket.write(OK));
    return undefined;
  });
  const limits = { client: { probeEveryMs: 10 } };
  const { url } = await startProxy(t, { express: upstream.url, fastify: upstream.url, limits });
  const wire = await Wire.open(t, url);
  wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').socket.end();
  const answer = await asked;
  await wire.until(/^(HTTP\/1.1 102 Processing\r\n\r\n){2}/);
  answer();
  assert.match(await wire.end(), /102 Processing\r\n\r\nHTTP\/1.1 200 OK\r\n[\s\S]*ok$/);
});

test('sends a client that has closed its sending side nothing between the parts of its answer', async (t) => {
  const { promise: asked, resolve } = Promise.withResolvers<(bytes: string) => void>();
  const upstream = await startRawUpstream(t, (_, socket) => {
    resolve((bytes) => socket.write(bytes));
    return undefined;
  });
  const limits = { client: { probeEveryMs: 1 } };
  const { url } = await startProxy(t, { express: upstream.url, fastify: upstream.url, limits });
  const wire = await Wire.open(t, url);
  wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').socket.end();
  const answer = await asked;
  await wire.until('102 Processing');
  for (const part of ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\none', 'two', 'six']) {
    answer(part);
    await wire.until(part.slice(-3));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.match(await wire.end(), /\r\n\r\nonetwosix$/);
});

test('still answers a client that has closed its sending side', async (t) => {
  const upstream = await startRawUpstream(t, (_, socket) => {
    setTimeout(() => socket.write(OK), 20);
    return undefined;
  });
  const { url } = await routerTo(t, upstream);
  const wire = await Wire.open(t, url);
  wire.send('GET /things HTTP/1.1\r\nHost: a\r\n\r\n').socket.end();
  assert.match(await wire.end(), /ok$/);
});
