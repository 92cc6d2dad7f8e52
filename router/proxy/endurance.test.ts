import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startRawUpstream, startUpstream, Wire } from './fixture.ts';
import type { Measure } from './fixtures/router-process.ts';

const MEGABYTE = 1_048_576;
const TRANSFER_MEGABYTES = 200;
const ALLOWED_GROWTH = 64 * MEGABYTE;

/**
 * A body passes through as one short-lived buffer per 64 KB. V8 frees those when its young generation is full, which a few small
 * objects per buffer fill slowly: by default some 80 MB of them pile up, with this some 40.
 */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';

async function startRouter(t: TestContext, upstream: string) {
  const file = fileURLToPath(new URL('fixtures/router-process.ts', import.meta.url));
  const child = fork(file, [upstream], { execArgv: ['--expose-gc', SMALL_YOUNG_GENERATION] });
  t.after(() => child.kill('SIGKILL'));
  const [url] = (await once(child, 'message')) as [string];
  const measure = async (): Promise<Measure> => {
    child.send('measure');
    const [measured] = (await once(child, 'message')) as [Measure];
    return measured;
  };
  return {
    url,
    measure,
    /** Asked until what is being closed is closed. */
    async withoutSockets(): Promise<Measure> {
      for (let tries = 0; tries < 500; tries += 1) {
        const measured = await measure();
        if (measured.sockets === 0) return measured;
      }
      throw new Error('sockets stay open');
    },
  };
}

test('is back to where it was after a thousand downloads were broken off', async (t) => {
  const half = `HTTP/1.1 200 OK\r\nContent-Length: ${10 * MEGABYTE}\r\n\r\n${'x'.repeat(MEGABYTE)}`;
  const upstream = await startRawUpstream(t, () => half);
  const router = await startRouter(t, upstream.url);
  const breakOff = async (clients: number) => {
    for (let done = 0; done < clients; done += 50) {
      const wires = await Promise.all(Array.from({ length: 50 }, () => Wire.open(t, router.url)));
      for (const wire of wires) wire.send('GET /stream HTTP/1.1\r\nHost: a\r\n\r\n');
      await Promise.all(wires.map((wire) => wire.until(/x$/)));
      for (const wire of wires) {
        wire.text = '';
        wire.socket.resetAndDestroy();
      }
      // Each connection to the upstream ends with its client's.
      for (const socket of upstream.sockets.splice(0)) {
        if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
      }
      upstream.requests.length = 0;
    }
  };
  await breakOff(200);
  const before = await router.withoutSockets();
  await breakOff(1_000);
  const after = await router.withoutSockets();
  assert.equal(after.listeners, before.listeners);
  const grown = after.heapBytes - before.heapBytes;
  assert.ok(grown < 4 * MEGABYTE, `the heap grew by ${grown} bytes`);
});

test('streams a large download and a large upload in little memory', async (t) => {
  const block = Buffer.alloc(MEGABYTE, 'x');
  const { url } = await startUpstream(t, (request, response) => {
    let received = 0;
    request.on('data', (chunk) => (received += chunk.length));
    request.on('end', () => {
      if (request.method === 'POST') return response.end(`got ${received}`);
      response.writeHead(200, { 'content-length': TRANSFER_MEGABYTES * MEGABYTE });
      return writeBlocks(response, block).then(() => response.end());
    });
  });
  const router = await startRouter(t, url);
  const small = await Wire.open(t, router.url);
  await small.send('POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx').until('got 1');
  const before = await router.measure();

  const download = await Wire.open(t, router.url);
  let received = 0;
  download.socket.removeAllListeners('data').on('data', (chunk) => (received += chunk.length));
  download.send('GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await once(download.socket, 'end');
  assert.ok(received > TRANSFER_MEGABYTES * MEGABYTE);

  const upload = await Wire.open(t, router.url);
  upload.send(`POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: ${TRANSFER_MEGABYTES * MEGABYTE}\r\n\r\n`);
  await writeBlocks(upload.socket, block);
  await upload.until(`got ${TRANSFER_MEGABYTES * MEGABYTE}`, 60_000);

  const grown = (await router.measure()).peakResidentBytes - before.residentBytes;
  t.diagnostic(`the resident memory grew by ${(grown / MEGABYTE).toFixed(1)} MB at most`);
  assert.ok(grown < ALLOWED_GROWTH, `the resident memory grew by ${grown} bytes`);
});

async function writeBlocks(stream: NodeJS.WritableStream, block: Buffer): Promise<void> {
  for (let written = 0; written < TRANSFER_MEGABYTES; written += 1) {
    if (!stream.write(block)) await once(stream, 'drain');
  }
}
