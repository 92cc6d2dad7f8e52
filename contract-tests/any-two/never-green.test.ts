import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parity } from './fixtures/command.ts';

const CONTRACT = join(import.meta.dirname, 'fixtures', 'two-paths.yaml');
const servers: Server[] = [];
let directory: string;
let asked = 0;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

async function run(listener: RequestListener | readonly RequestListener[], ...more: string[]) {
  const [one, other = one] = [listener].flat();
  assert.ok(one !== undefined && other !== undefined);
  const [baseline, candidate] = [await serve(one), await serve(other)];
  return parity(['--contract', CONTRACT, '--baseline', baseline, '--candidate', candidate, '--runs', '20', ...more]);
}

/** Answers `/b` with a status, and everything else with another; preflights succeed. */
function answering(ofB: number, ofOthers: number): RequestListener {
  return ({ method, url = '' }, response) => {
    const isB = url.split('?', 1)[0] === '/b';
    response.writeHead(method === 'OPTIONS' ? 204 : isB ? ofB : ofOthers, { 'Content-Type': 'application/json' });
    response.end(method === 'OPTIONS' ? '' : '{}');
  };
}

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'never-green-'));
});
after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(directory, { recursive: true, force: true });
});

describe('a comparison is not green', { concurrency: 2 }, () => {
  for (const status of [401, 404, 500]) {
    test(`where both answer ${status} to everything, whatever is allowed`, async () => {
      const { code, out, err } = await run(answering(status, status), '--allow-unproven');
      assert.equal(code, 1, err);
      assert.match(out, /^getB was never seen to succeed, /m);
      assert.match(out, /^NOT PROVEN: alike in all \d+ cases compared, but 2 operations were never seen to succeed$/m);
    });
  }

  test('where one operation was never seen to succeed, unless that is allowed or the operation is left out', async () => {
    const report = join(directory, 'unproven');
    const refused = await run(answering(403, 200), '--report', report);
    assert.equal(refused.code, 1, refused.err);
    assert.match(refused.out, /^NOT PROVEN: .*, but 1 operation was never seen to succeed$/m);
    const html = await readFile(join(report, 'parity.html'), 'utf8');
    assert.match(html, /<strong>Not proven<\/strong>/);
    assert.match(html, /never seen to succeed/);
    for (const more of [['--allow-unproven'], ['--exclude', 'getB']]) {
      const { code, out } = await run(answering(403, 200), ...more);
      assert.equal(code, 0, out);
      assert.match(out, /^identical in all \d+ cases compared$/m);
    }
  });

  test('where a proof was to be signed and none was written', async () => {
    const declared = ['--sign', '--identity', 'a', '--include', 'getA', '--allow-unproven'];
    const { code, out } = await run(answering(401, 401), ...declared);
    assert.equal(code, 1);
    assert.match(out, /^no proof was written: operations were never seen to succeed$/m);
  });

  test('where both are the same server, however it is written', async () => {
    const url = await serve(answering(200, 200));
    for (const candidate of [`${url}/`, url.replace('127.0.0.1', 'localhost')]) {
      const { code, err } = await parity(['--contract', CONTRACT, '--baseline', url, '--candidate', candidate]);
      assert.equal(code, 2, err);
      assert.match(err, /^parity: --baseline and --candidate are the same server, 127\.0\.0\.1:\d+; allowed are two/m);
    }
  });

  test('before it is known that the report can be written: nothing is sent', async () => {
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    const count: RequestListener = (_, response) => {
      asked += 1;
      response.end('{}');
    };
    for (const report of [file, '/proc/no-such-directory']) {
      const { code, err } = await run(count, '--report', report);
      assert.equal(code, 2, err);
      assert.match(err, /^parity: cannot write reports into /m);
    }
    assert.equal(asked, 0);
  });

  test('and a report names the operations that were not sent, and why', async () => {
    const report = join(directory, 'left-out');
    await run(answering(200, 200), '--exclude', 'getB', '--report', report);
    assert.match(await readFile(join(report, 'parity.html'), 'utf8'), /left out by --include or --exclude/);
    const { operations } = JSON.parse(await readFile(join(report, 'parity.json'), 'utf8'));
    assert.deepEqual(
      operations.map(({ id, reservation }: { id: string; reservation?: string }) => [id, reservation]),
      [
        ['getA', undefined],
        ['getB', 'left out by --include or --exclude'],
        ['', undefined],
      ],
    );
  });
});

describe('what is secret is shown nowhere', { concurrency: 2 }, () => {
  const TOKEN = 's3cr3t/TOKEN+value';
  const echo =
    (who: number): RequestListener =>
    ({ headers }, response) => {
      const { authorization = '', cookie = '' } = headers;
      const token = authorization.replace(/^Bearer /, '');
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const differs = token.includes('HAR') ? who : 0;
      response.end(JSON.stringify({ received: token, cookie, differs, [token]: randomBytes(8).toString('hex') }));
    };

  test('in the noise, in the identity, in a report, or in what is said of captured traffic', async () => {
    const place = await mkdtemp(join(tmpdir(), 'secrets-'));
    try {
      const headers = [
        { name: 'Authorization', value: 'Bearer HARs3cr3tTOKEN' },
        { name: 'Cookie', value: 'sid=HARcookieSecret99' },
      ];
      const request = {
        method: 'GET',
        url: 'http://x/a',
        httpVersion: 'HTTP/1.1',
        headers,
        queryString: [],
        cookies: [],
      };
      await writeFile(join(place, 't.har'), JSON.stringify({ log: { version: '1.2', entries: [{ request }] } }));
      const report = join(place, 'report');
      const given = ['--header', `Authorization: Bearer ${TOKEN}`, '--har', join(place, 't.har')];
      const identity = ['--identity-path', '/', '--identity-pointer', '/received'];
      const first = await run([echo(1), echo(2)], ...given, ...identity, '--report', report);
      const without = await run([echo(1), echo(2)], '--har', join(place, 't.har'), '--report', `${report}2`);
      assert.equal(without.code, 1, without.out);
      const written = await Promise.all(
        [report, `${report}2`].flatMap(async (path) =>
          Promise.all((await readdir(path)).map((name) => readFile(join(path, name), 'utf8'))),
        ),
      );
      const shown = [first.out, first.err, without.out, without.err, ...written.flat()].join('\n');
      assert.match(without.out, /^DIFFERENT {2}entry 1: GET \/a/m);
      assert.doesNotMatch(shown, /.{0,60}(?:HARs3cr3t|HARcookie|s3cr3t).{0,60}/);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });

  test('and no proof is signed that would show it as an identity', async () => {
    const given = ['--header', `Authorization: Bearer ${TOKEN}`, '--sign'];
    const { code, out, err } = await run(echo(0), ...given, '--identity-path', '/', '--identity-pointer', '/received');
    assert.equal(code, 2, out);
    assert.match(err, /^parity: the identity of a server contains what was given as a header; a proof would show it$/m);
    assert.doesNotMatch(out + err, /s3cr3t/);
  });
});
