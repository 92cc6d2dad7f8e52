import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parity } from './fixtures/command.ts';

const CONTRACT = join(import.meta.dirname, 'fixtures', 'two-paths.yaml');
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

function run(baseline: string, candidate: string, ...more: string[]) {
  return parity(['--contract', CONTRACT, '--baseline', baseline, '--candidate', candidate, ...more]);
}

/** Answers `/a` with a list of another length each time, and everything else alike. */
function growingLists(): RequestListener {
  let calls = 0;
  return (request, response) => {
    const isList = request.method === 'GET' && /^\/a(?:$|\?)/.test(request.url ?? '');
    calls += 1;
    response.setHeader('Content-Type', 'application/json');
    response.statusCode = isList ? 200 : 404;
    response.end(isList ? JSON.stringify({ items: Array.from({ length: calls % 97 }, () => 1) }) : '{}');
  };
}

describe('two servers of which one is strange', { concurrency: 2 }, () => {
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  test('are not said to be identical where nothing but refusals of an operation could be compared', async () => {
    const [baseline, candidate] = await Promise.all([serve(growingLists()), serve(growingLists())]);
    const { code, out, err } = await run(baseline, candidate, '--runs', '0');
    assert.equal(code, 1, err);
    assert.match(out, /^only other methods and refusals could be compared of getA$/m);
    assert.doesNotMatch(out, /^DIFFERENT/m);
    assert.match(out, /NOT IDENTICAL: different in 0 of .*; 1 gaps$/m);
  });

  test('show nothing that was given in a header field, or that a capture has in a query, wherever a server sends it back', async () => {
    const echo =
      (who: string): RequestListener =>
      ({ headers, url }, response) => {
        const body = { who, echo: headers['x-own'] ?? '', auth: headers.authorization ?? '', apiKey: 'SEK-key', url };
        response.writeHead(200, {
          'Content-Type': 'application/json',
          'X-Session-Key': 'SEK-field',
          'X-Echo': body.echo,
        });
        response.end(JSON.stringify({ ...body, jwt: 'SEK-jwt' }));
      };
    const [baseline, candidate] = await Promise.all([serve(echo('b')), serve(echo('c'))]);
    const directory = await mkdtemp(join(tmpdir(), 'stranger-'));
    try {
      const har = join(directory, 't.har');
      const url = `${baseline}/a?code=SEK-code&access_token=SEK-token`;
      const request = { method: 'GET', url, httpVersion: 'HTTP/1.1', headers: [], queryString: [], cookies: [] };
      const entry = { startedDateTime: '2026-01-01T00:00:00Z', request, response: { status: 200, headers: [] } };
      await writeFile(har, JSON.stringify({ log: { version: '1.2', entries: [entry] } }));
      const given = ['--header', 'X-Own: SEK-given', '--header', 'Authorization: Bearer SEK-bearer'];
      const reports = join(directory, 'reports');
      const { code, out, err } = await run(
        baseline,
        candidate,
        ...given,
        '--runs',
        '30',
        '--har',
        har,
        '--report',
        reports,
      );
      assert.equal(code, 1, err);
      assert.match(out, /^traffic +1 cases/m);
      assert.doesNotMatch(out + err, /SEK-/);
      for (const name of await readdir(reports))
        assert.doesNotMatch(await readFile(join(reports, name), 'utf8'), /.{0,80}SEK-.{0,40}/, name);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('of which one stops answering are given up soon, by name', async () => {
    const answer: RequestListener = (_, response) => response.end('{}');
    let calls = 0;
    const [baseline, candidate] = await Promise.all([
      serve(answer),
      serve((request, response) => {
        calls += 1;
        if (calls < 40) answer(request, response);
      }),
    ]);
    const { code, err } = await run(baseline, candidate, '--timeout-ms', '200');
    assert.equal(code, 1, err);
    assert.match(err, /^parity: the candidate stopped answering: it .*, 10 requests in a row; last case ".+"$/m);
    assert.ok(calls < 80, String(calls));
  });
});
