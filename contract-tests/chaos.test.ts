import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { runChaos } from './chaos/run.ts';
import { toTable } from './chaos/table.ts';
import { pause } from './chaos/wait.ts';
import { CHAOS_PREFIX, chaosParent } from './chaos/world.ts';

/** A short run; `npm run chaos` is the whole one. */
test('while workers, servers and proofs go, users meet nothing that is not promised', async (t) => {
  const result = await runChaos({ seconds: 25, seed: 1, requestsPerSecond: 100, say: (line) => t.diagnostic(line) });
  assert.deepEqual(result.failures, [], toTable(result));
  if (result.inconclusive !== undefined) t.skip(result.inconclusive);
});

for (const [signal, code, moment] of [
  ['SIGINT', 130, 'start'],
  ['SIGTERM', 143, 'load'],
] as const) {
  test(`ended by ${signal} amid its ${moment} it says so, and leaves nothing`, async () => {
    const before = directories();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'chaos', 'main.ts'), '--seconds', '20'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors = text(child.stderr);
    const ended = once(child, 'close');
    // It tells of each fault when it is over.
    if (moment === 'load') await once(child.stderr, 'data');
    else while (directories().length === before.length) await pause(20);
    child.kill(signal);
    const [seen] = await ended;
    assert.equal(seen, code, await errors);
    assert.match(await errors, /chaos: interrupted; nothing of it is left\n$/);
    assert.deepEqual(directories(), before);
  });
}

function directories(): string[] {
  return readdirSync(chaosParent()).filter((name) => name.startsWith(CHAOS_PREFIX));
}
