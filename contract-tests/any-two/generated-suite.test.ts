import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Contract } from '../../contract/document.ts';
import { deriveOperations, type OpenApiDocument } from '../../contract/operations.ts';
import { nameOf } from '../../parity/difference.ts';
import { runGeneratedSuite } from './generated-suite.ts';

const DOCUMENT: OpenApiDocument = {
  openapi: '3.0.3',
  info: { title: 'Tickets', version: '1' },
  paths: {
    '/tickets/{id}': {
      get: {
        operationId: 'getTicket',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1, maximum: 1000 } },
        ],
        responses: { '200': { description: 'It' } },
      },
    },
  },
};
const CONTRACT: Contract = { document: DOCUMENT, operations: deriveOperations(DOCUMENT), digest: '' };

/** Each second ticket has a value that no earlier case may have shown to change by itself. */
async function startTickets(nameOfLate: string, strangeOnes = 0) {
  let strange = strangeOnes;
  const methods = new Set<string>();
  const server = createServer(({ method = '', url = '' }, response) => {
    methods.add(method);
    const id = Number(/^\/tickets\/(\d+)$/.exec(url)?.[1] ?? 0);
    response.setHeader('Content-Type', 'application/json');
    const isStrange = id > 500 && strange > 0;
    if (isStrange) strange -= 1;
    response.end(
      JSON.stringify({
        name: isStrange ? 'strange' : id > 500 ? nameOfLate : 'early',
        draw: id % 2 === 0 ? randomUUID() : 'none',
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, methods, close: () => server.closeAllConnections() ?? server.close() };
}

describe('requests generated for two servers of strangers', () => {
  type Tickets = Awaited<ReturnType<typeof startTickets>>;
  let baseline: Tickets;
  let same: Tickets;
  let other: Tickets;
  before(async () => {
    [baseline, same, other] = await Promise.all([startTickets('late'), startTickets('late'), startTickets('latest')]);
  });
  after(() => {
    for (const server of [baseline, same, other]) server.close();
  });

  const run = (candidate: string, volatilePlaces: readonly string[] = []) =>
    runGeneratedSuite(
      {
        urls: { baseline: baseline.url, candidate },
        headers: { baseline: [], candidate: [] },
        ...{ rules: {}, concurrency: 4, limits: {} },
      },
      {
        contract: CONTRACT,
        noise: new Map([['getTicket', { volatilePlaces }]]),
        runs: 150,
        seed: 5,
        onProgress: () => {},
      },
    );

  test('show noise that no case before has shown, and are compared under it', async () => {
    const { result, noise, setAside } = await run(same.url);
    assert.deepEqual(result.findings, []);
    assert.deepEqual(setAside, []);
    assert.deepEqual(noise.get('getTicket')?.volatilePlaces, ['/draw']);
    assert.equal(result.operations.getTicket?.failed, 0);
  });

  test('find what differs beside the noise', async () => {
    const { result } = await run(other.url);
    assert.deepEqual(
      [...new Set(result.findings.flatMap(({ differences }) => differences.map(nameOf)))],
      ['json-changed:/name'],
    );
  });

  test('do not find what shows in some requests and never again, but say so', async () => {
    const once = await startTickets('late', 2);
    try {
      const { result, setAside } = await run(once.url, ['/draw']);
      assert.deepEqual(result.findings, []);
      assert.equal(result.operations.getTicket?.failed, 0);
      assert.deepEqual(
        setAside.map(({ reason }) => reason),
        ['differed in 2 requests, and not when it was asked 10 times more'],
      );
      assert.equal(result.cases, 148);
    } finally {
      once.close();
    }
  });

  test('try no method that may change something', async () => {
    await run(same.url);
    const harmless = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
    assert.deepEqual(
      [...baseline.methods].filter((method) => !harmless.has(method)),
      [],
    );
  });
});
