import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startAdmin, TOKEN } from './fixture.ts';
import { isLoopbackHost } from './loopback-host.ts';
import { ADMIN_TOKEN_FILE, adminToken } from './token.ts';

test('lets nobody do or see anything without the token', async (t) => {
  const { ask, rollout } = await startAdmin(t);
  const body = { percentage: 5, why: 'a try' };
  for (const token of [null, 'wrong', TOKEN.slice(1), `${TOKEN}x`, TOKEN.toUpperCase()]) {
    const answers = [
      await ask('PUT', '/percentage', { body, token }),
      await ask('PUT', '/percentage', { body: 'no JSON', token }),
      await ask('GET', '/status', { token }),
      await ask('GET', '/metrics', { token }),
      await ask('GET', '/events', { token }),
      await ask('POST', '/restart', { token }),
    ];
    for (const { status, headers, document } of answers) {
      const code = token === null ? 'token_missing' : 'token_invalid';
      assert.deepEqual([status, document.code], [401, code]);
      assert.match(String(headers['www-authenticate']), /^Bearer realm="router admin"/);
    }
  }
  assert.equal(rollout.state().epoch, 0);
});

test('takes the token as a bearer token only', async (t) => {
  const { ask } = await startAdmin(t);
  const statusWith = async (authorization: string) =>
    (await ask('GET', '/status', { token: null, headers: { authorization } })).status;
  assert.equal(await statusWith(`bearer ${TOKEN}`), 200);
  for (const wrong of [TOKEN, `Basic ${TOKEN}`, 'Bearer', 'Bearer ', `Bearer ${TOKEN} ${TOKEN}`, `Bearer "${TOKEN}"`]) {
    assert.equal(await statusWith(wrong), 401, wrong);
  }
  assert.equal((await ask('GET', `/status?token=${TOKEN}`, { token: null })).status, 401);
});

test('takes no body that somebody else could read otherwise', async (t) => {
  const { ask, rollout } = await startAdmin(t);
  const body = '{"percentage":5,"why":"a try"}';
  const sent = async (headers: Record<string, string>, text = body) => {
    const { status, document } = await ask('PUT', '/percentage', { body: text, headers });
    return [status, document.code];
  };
  const json = 'application/json';
  for (const charset of ['utf-16', 'UTF-16LE', '"iso-8859-1"', 'utf-7'])
    assert.deepEqual(await sent({ 'content-type': `${json}; charset=${charset}` }), [415, 'unsupported_media_type']);
  for (const coding of ['gzip', 'br', 'identity, gzip'])
    assert.deepEqual(await sent({ 'content-encoding': coding }), [415, 'unsupported_media_type'], coding);
  const twice = '{"percentage":0,"why":"a try","p\\u0065rcentage":100}';
  assert.deepEqual(await sent({}, twice), [400, 'validation_failed']);
  const { document } = await ask('PUT', '/percentage', { body: twice });
  assert.deepEqual(document.errors, [{ pointer: '/body/percentage', detail: 'stands there twice' }]);
  assert.deepEqual(await sent({}, `\ufeff${body}`), [400, 'malformed_json']);
  assert.equal(rollout.state().epoch, 0);
  assert.deepEqual(await sent({ 'content-type': `${json};charset="UTF-8"`, 'content-encoding': 'identity' }), [
    200,
    undefined,
  ]);
});

/**
 * DNS rebinding: a page of evil.example lets that name point to 127.0.0.1 and then calls this API as its own origin. The browser
 * sends `Host: evil.example`, with which it gives itself away.
 */
test('answers only whoever calls it by a name of the loopback address', async (t) => {
  const { ask, rollout } = await startAdmin(t);
  const asWith = (host: string) =>
    ask('PUT', '/percentage', { body: { percentage: 5, why: 'a try' }, headers: { host } });
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', 'a@127.0.0.1']) {
    const { status, document } = await asWith(host);
    assert.deepEqual([status, document.code], [421, 'misdirected_request'], host);
  }
  assert.equal((await ask('GET', '/health', { token: null, headers: { host: 'evil.example' } })).status, 421);
  assert.equal(rollout.state().epoch, 0);
  for (const host of ['localhost', 'LOCALHOST:8081', '127.0.0.1:1', '[::1]:8081']) {
    assert.equal((await asWith(host)).status, 200, host);
  }
  for (const none of [undefined, '', '[::1]x', '127.0.0.1:']) assert.equal(isLoopbackHost(none), false);
});

test('gives no other origin leave to read it', async (t) => {
  const { ask } = await startAdmin(t);
  const origin = 'http://evil.example';
  const preflight = await ask('OPTIONS', '/percentage', {
    token: null,
    headers: { origin, 'access-control-request-method': 'PUT' },
  });
  assert.equal(preflight.status, 405);
  const answers = [preflight, await ask('GET', '/status', { headers: { origin } }), await ask('GET', '/nothing')];
  for (const { headers } of answers) {
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control')),
      [],
    );
    assert.equal(headers['cache-control'], 'no-store');
  }
});

test('answers what is no HTTP request with a problem document and closes', async (t) => {
  const { url } = await startAdmin(t);
  const answerTo = async (bytes: string) => {
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(url).port) }).end(bytes, 'latin1');
    t.after(() => socket.destroy());
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('latin1');
  };
  assert.match(await answerTo('nonsense\r\n\r\n'), /^HTTP\/1\.1 400 .*"code":"malformed_request"/s);
  const large = `GET /health HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`;
  assert.match(await answerTo(large), /^HTTP\/1\.1 431 .*"code":"head_too_large"/s);
  assert.match(await answerTo('GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 421 /);
  const twoHosts = 'GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n';
  assert.match(await answerTo(twoHosts), /^HTTP\/1\.1 400 .*"code":"malformed_request"/s);
});

/** Whoever may open sockets here, and has no token, must not keep an operator from rolling back. */
test('serves whoever has the token while others hold more connections than there may be', async (t) => {
  const { ask, url } = await startAdmin(t);
  const port = Number(new URL(url).port);
  const silent = Array.from({ length: 200 }, () => {
    const socket = createConnection({ host: '127.0.0.1', port });
    t.after(() => socket.destroy());
    return {
      opened: once(socket, 'connect'),
      ended: once(
        socket.on('error', () => {}),
        'close',
      ),
    };
  });
  await Promise.all(silent.map(({ opened }) => opened));
  for (let times = 0; times < 5; times += 1)
    assert.equal((await ask('POST', '/roll-back', { body: { why: 'a try' } })).status, 200);
  await Promise.all(silent.slice(0, 60).map(({ ended }) => ended));
});

test('makes a token once, for its owner alone, and keeps it', (t) => {
  const directory = temporaryDirectory(t);
  const token = adminToken(undefined, directory);
  const file = join(directory, ADMIN_TOKEN_FILE);
  assert.equal(readFileSync(file, 'utf8').trim(), token);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(token.length >= 32);
  assert.equal(adminToken(undefined, directory), token);
  assert.equal(adminToken('configured-token-0123456789', directory), 'configured-token-0123456789');
});

/** Somebody wrote it by hand, and nobody could ever show it. */
test('refuses a token in the file that no request could show, by the name of the file', (t) => {
  const directory = temporaryDirectory(t);
  const file = join(directory, ADMIN_TOKEN_FILE);
  writeFileSync(file, 'a token 0123456789\n');
  assert.throws(
    () => adminToken(undefined, directory),
    ({ message }: Error) =>
      message.includes(`${file} is wrong; allowed: at least 16 letters`) && !/a token/.test(message),
  );
});

function temporaryDirectory(test: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'lockstep-admin-'));
  test.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
