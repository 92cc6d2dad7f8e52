import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchmarkError } from '../benchmark-error.ts';
import { DOWNLOAD_PATH, STALL_AFTER_BYTES, STALL_MS, UPLOAD_PATH } from './backend-protocol.ts';

/**
 * Downloads so many bytes, and stops reading for a while on the way.
 * @throws {BenchmarkError} when another number arrives
 */
export async function downloadBytes(url: string, bytes: number): Promise<void> {
  const request = httpRequest(new URL(`${DOWNLOAD_PATH}?bytes=${bytes}`, url)).end();
  const response = await answerOf(request);
  let received = 0;
  let stalled = false;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (stalled || received < STALL_AFTER_BYTES) continue;
    stalled = true;
    await sleep(STALL_MS);
  }
  if (received !== bytes) throw new BenchmarkError(`a download brought ${received} bytes, not ${bytes}`);
}

/**
 * Uploads so many bytes; the backend stops reading for a while on the way.
 * @throws {BenchmarkError} when another number arrives there
 */
export async function uploadBytes(url: string, bytes: number): Promise<void> {
  const request = httpRequest(new URL(UPLOAD_PATH, url), {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'content-length': bytes },
  });
  const answered = answerOf(request);
  await pipeline(Readable.from(blocks(bytes)), request);
  const parts = await (await answered).toArray();
  const said = Buffer.concat(parts as Buffer[]).toString();
  if (said !== JSON.stringify({ bytes }))
    throw new BenchmarkError(`an upload of ${bytes} bytes arrived as ${said.slice(0, 200)}`);
}

function* blocks(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(65_536, 'x');
  for (let left = bytes; left > 0; left -= block.length) yield left >= block.length ? block : block.subarray(0, left);
}

async function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}
