import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe as inWords } from '../parity/describe.ts';
import { runLifetime } from './lifetime/suite.ts';
import { startPair } from './pair.ts';
import { type SourceEdit, withPlant } from './power/process-plant.ts';

test('both servers hold as many connections for as long, and end them alike', async () => {
  const { findings } = await runLifetime({ start: startPair });
  const lines = findings.map(({ case: name, differences, unmet: { baseline, candidate } }) =>
    [name, ...differences.map(inWords), ...baseline, ...candidate].join('; '),
  );
  assert.deepEqual(lines, []);
});

/** One that each part of the suite must see, all in one server. */
const FAULTS: readonly SourceEdit[] = [
  { file: 'servers/policy/http-limits.ts', from: 'headersTimeout: 30_000', to: 'headersTimeout: 31_000' },
  { file: 'servers/policy/client-error.ts', from: "'408 Request Timeout'", to: "'400 Bad Request'" },
  {
    file: 'servers/fastify/main.ts',
    from: 'return app.server;',
    to: 'app.server.maxConnections = 149; return app.server;',
  },
  { file: 'servers/shutdown.ts', from: 'server.close(', to: 'server.closeAllConnections(); server.close(' },
];

test('a server that holds and ends them otherwise is found out, case by case', async () => {
  const { findings } = await runLifetime({
    start: ({ env = {}, ...options }) => {
      const NODE_OPTIONS = withPlant({ server: 'fastify', edits: FAULTS }, env.NODE_OPTIONS);
      return startPair({ ...options, env: { ...env, NODE_OPTIONS } });
    },
  });
  const red = findings.map(({ case: name }) => name);
  for (const name of [
    'settings of the HTTP server',
    'timeout: a head that never ends',
    'crowd: connection 150 of 150',
    'end: a body that is cut',
  ]) {
    assert.ok(red.includes(name), `${name} is not among ${red.join(', ')}`);
  }
});
