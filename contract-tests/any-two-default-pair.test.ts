import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import { parity } from './any-two/fixtures/command.ts';
import { startDefaultPair } from './default-pair/start.ts';

test('what a migration looks like that nobody compared: both frameworks at their defaults, as somebody else’s servers', async () => {
  const pair = await startDefaultPair(loadContract(OWN_CONTRACT), { frontendUrl: 'http://localhost:5173' });
  const { express, fastify } = pair.urls;
  try {
    const servers = ['--contract', fileURLToPath(OWN_CONTRACT), '--baseline', express, '--candidate', fastify];
    const { code, out, err } = await parity([...servers, '--include', 'health', '--runs', '100']);
    assert.equal(code, 1, out + err);
    assert.match(out, /NOT IDENTICAL: different in \d{2,} of \d{2,} cases compared/);
    for (const words of [
      'header etag is missing; the baseline sends',
      "case of a header's name [baseline] Content-Type [candidate] content-type",
      'status [baseline] 404 [candidate] 400',
    ])
      assert.ok(out.includes(words), `${words}\n${out}`);
  } finally {
    await pair.stop();
  }
});
