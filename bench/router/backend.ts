/** The process that all subjects forward to: two servers, as a rollout has two, with the same answers. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { CHECK_FIELD, DOWNLOAD_PATH, STALL_AFTER_BYTES, STALL_MS, UPLOAD_PATH } from './backend-protocol.ts';
import { trafficOf } from './traffic.ts';

const traffic = Object.values(trafficOf(loadContract(OWN_CONTRACT)));
const ANSWERS = new Map(traffic.map(({ method, path, answer }) => [`${method} ${path}`, answer]));
const HEALTH = Buffer.from('{"status":"ok"}');
const BLOCK = Buffer.alloc(65_536, 'x');

const urls = await Promise.all([listen(createBackend()), listen(createBackend())]);
process.send?.({ kind: 'listening', urls });
process.once('disconnect', () => process.exit());

function createBackend(): Server {
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  // A peer's idle connection must not be closed under it while others have their turn: its next request could fail.
  server.keepAliveTimeout = 0;
  return server;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?', 1);
  if (path === DOWNLOAD_PATH) return download(request, response);
  if (path === UPLOAD_PATH) return upload(request, response);
  const answer = path === '/health' ? HEALTH : ANSWERS.get(`${request.method} ${path}`);
  const parts: Buffer[] = [];
  request.on('data', (chunk: Buffer) => parts.push(chunk));
  request.on('end', () => {
    const body = answer ?? Buffer.from('{}');
    const { [CHECK_FIELD]: check, 'x-request-id': requestId = 'none' } = request.headers;
    response.writeHead(answer === undefined ? 404 : 200, [
      'Content-Type',
      'application/json; charset=utf-8',
      'Content-Length',
      String(body.length),
      'X-Request-Id',
      String(requestId),
      'RateLimit',
      '"address-60";r=599;t=60',
      'RateLimit-Policy',
      '"address-60";q=600;w=60',
      ...(check === undefined ? [] : [CHECK_FIELD, received(request, Buffer.concat(parts))]),
    ]);
    response.end(body);
  });
}

/** What arrived here, so that a subject which bends a request is found out. */
function received({ method, url, headers }: IncomingMessage, body: Buffer): string {
  const digest = createHash('sha256').update(body).digest('hex');
  return `${method} ${url} ${headers.authorization} ${headers['content-type'] ?? '-'} ${body.length} ${digest}`;
}

async function download(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = Number(new URL(request.url ?? '', 'http://backend').searchParams.get('bytes'));
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
  for (let left = bytes; left > 0; left -= BLOCK.length) {
    if (!response.write(left >= BLOCK.length ? BLOCK : BLOCK.subarray(0, left))) await once(response, 'drain');
  }
  response.end();
}

async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let bytes = 0;
  let stalled = false;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (stalled || bytes < STALL_AFTER_BYTES) continue;
    stalled = true;
    await sleep(STALL_MS);
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ bytes }));
}

async function listen(server: Server): Promise<string> {
  await once(server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }), 'listening');
  // Only pipes and closed servers have an address of another form.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
