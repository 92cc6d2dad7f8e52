import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parity } from './fixtures/command.ts';

const MEGABYTE = 1024 * 1024;
const CONTRACT = join(import.meta.dirname, 'fixtures', 'two-paths.yaml');
/** Says at its end how much memory the command had at most, in kilobytes. */
const TELL = "process.on('exit',()=>console.error('peak',process.resourceUsage().maxRSS))";

/** A server whose answers are large, and another one each time. */
async function startLarge() {
  let served = 0;
  const server = createServer((_, response) => {
    served += 1;
    const body = Buffer.alloc(3 * MEGABYTE, 'x');
    body.writeUInt32LE(served);
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.closeAllConnections() ?? server.close() };
}

test('what is held at a time of large answers is bounded, in cases as in captured traffic', async () => {
  const servers = await Promise.all([startLarge(), startLarge()]);
  const directory = await mkdtemp(join(tmpdir(), 'memory-'));
  try {
    const har = join(directory, 't.har');
    const entries = Array.from({ length: 60 }, () => ({ request: { method: 'GET', url: 'http://x/a', headers: [] } }));
    await writeFile(har, JSON.stringify({ log: { entries } }));
    const [baseline = '', candidate = ''] = servers.map(({ url }) => url);
    const args = ['--contract', CONTRACT, '--baseline', baseline, '--candidate', candidate];
    const only = ['--runs', '0', '--include', 'getA', '--har', har];
    const { err } = await parity([...args, ...only], {
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(TELL)}`,
    });
    const peakMegabytes = Number(/^peak (\d+)$/m.exec(err)?.[1]) / 1024;
    // All of it would be 1,800 MB in the cases, and 700 in the traffic.
    assert.ok(peakMegabytes > 50 && peakMegabytes < 700, `${peakMegabytes} MB`);
  } finally {
    for (const server of servers) server.close();
    await rm(directory, { recursive: true, force: true });
  }
});
