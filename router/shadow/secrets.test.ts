import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { exchange, startUpstream } from '../proxy/fixture.ts';
import { startShadowed } from './fixture.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.the-token.of-a-person';
const SECRETS = [TOKEN, 'its-session-id', 'key-of-the-device', 'query-secret-1', 'hunter22hunter', 'dXNlcjpodW50ZXI'];

/** Both servers send the request's secrets back, everywhere; Fastify something more. */
async function startEchoing(t: TestContext, more: string, coded: boolean) {
  return startUpstream(t, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (chunk) => parts.push(chunk));
    request.on('end', () => {
      const said = `${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(parts)}`;
      const text = JSON.stringify({ said, again: `${more}${said}`, more });
      response.setHeader('x-seen', String(request.headers.authorization));
      response.setHeader('set-cookie', `sid=${SECRETS[1]}; Path=/`);
      response.setHeader('content-type', more === '' ? 'application/json' : 'application/json; v=2');
      if (coded) response.setHeader('content-encoding', 'gzip');
      response.end(coded ? gzipSync(text) : text);
    });
  });
}

for (const coded of [false, true]) {
  test(`no secret of a request is kept or exported, ${coded ? 'compressed or not' : 'whoever sends it back'}`, async (t) => {
    const { url: express } = await startEchoing(t, '', coded);
    const { url: fastify } = await startEchoing(t, 'more', coded);
    const { url, shadow, results } = await startShadowed(t, { express, fastify });
    const body = JSON.stringify({ token: TOKEN, password: SECRETS[4], note: `mine is ${TOKEN}` });
    const request = [
      `POST /check?api_key=${SECRETS[3]}&page=2&t=${TOKEN} HTTP/1.1`,
      ...[
        'Host: a',
        `Authorization: Bearer ${TOKEN}`,
        `Cookie: sid=${SECRETS[1]}; theme=dark`,
        `X-Device: ${SECRETS[2]}`,
      ],
      ...[
        `Proxy-Authorization: Basic ${SECRETS[5]}`,
        `Content-Length: ${body.length}`,
        'Content-Type: application/json',
      ],
      ...['Connection: close', '', body],
    ];
    await exchange(t, url, request.join('\r\n'));
    assert.deepEqual(await results(1), ['different']);
    const [summary] = shadow.list();
    const kept = shadow.get(summary?.id ?? '');
    const exported = shadow.exportCase(summary?.id ?? '') ?? '';
    assert.ok(summary !== undefined && kept !== undefined && exported !== '');
    for (const shown of [JSON.stringify(summary), JSON.stringify(kept), exported, JSON.stringify(shadow.counts())]) {
      for (const secret of SECRETS) assert.ok(!shown.includes(secret), `${secret} in ${shown}`);
    }
    assert.match(kept.target, /^\/check\?api_key=\*+&page=2&t=\{token\}$/);
    const fields = new Map(kept.request.headers.map(({ name, value }) => [name.toLowerCase(), value]));
    assert.deepEqual([fields.get('authorization'), fields.get('x-device')], ['Bearer {token}', '*'.repeat(17)]);
    assert.equal(JSON.parse(kept.request.body.content).note, 'mine is {token}');
    assert.match(JSON.stringify(summary.lines), /more/);
  });
}

test('a secret that an excerpt would begin within is masked before it is cut', async (t) => {
  const echo = (more: string) =>
    startUpstream(t, ({ headers }, response) => response.end(`${headers.authorization} ${more}`));
  const [{ url: express }, { url: fastify }] = [await echo('a'), await echo('b')];
  const { url, shadow, results } = await startShadowed(t, { express, fastify });
  await exchange(t, url, `GET /things HTTP/1.1\r\nHost: a\r\nAuthorization: Key ${TOKEN}\r\nConnection: close\r\n\r\n`);
  assert.deepEqual(await results(1), ['different']);
  assert.match(shadow.list()[0]?.lines.join() ?? '', /body differs/);
  assert.ok(!JSON.stringify(shadow.list()).includes('person'), JSON.stringify(shadow.list()));
});

test('a secret at the place where a long answer is cut is masked before it is cut', async (t) => {
  const echo = (more: string) =>
    startUpstream(t, ({ headers }, response) => response.end(`${'x'.repeat(90)}${headers['x-device']} ${more}`));
  const [{ url: express }, { url: fastify }] = [await echo('a'), await echo('b')];
  const { url, shadow, results } = await startShadowed(t, { express, fastify, limits: { maxShownBytes: 100 } });
  await exchange(t, url, `GET /things HTTP/1.1\r\nHost: a\r\nX-Device: ${TOKEN}\r\nConnection: close\r\n\r\n`);
  assert.deepEqual(await results(1), ['different']);
  const body = shadow.get(shadow.list()[0]?.id ?? '')?.fastify.body;
  const content = `${'x'.repeat(90)}${'*'.repeat(10)}`;
  assert.deepEqual(body, { sizeBytes: 92 + TOKEN.length, encoding: 'utf-8', content, truncated: true });
});

test('a key that the contract names is masked however short it is', async (t) => {
  const [{ url: express }, { url: fastify }] = [await startEchoing(t, '', false), await startEchoing(t, 'more', false)];
  const { url, shadow, results } = await startShadowed(t, { express, fastify });
  await exchange(t, url, 'GET /things HTTP/1.1\r\nHost: a\r\nx-device: k-7\r\nConnection: close\r\n\r\n');
  assert.deepEqual(await results(1), ['different']);
  const { headers } = shadow.get(shadow.list()[0]?.id ?? '')?.request ?? { headers: [] };
  assert.deepEqual(
    headers.filter(({ name }) => name === 'x-device'),
    [{ name: 'x-device', value: '***' }],
  );
});
