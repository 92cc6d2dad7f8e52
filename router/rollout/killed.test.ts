import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { openJournal } from './open.ts';
import { effectiveShare } from './shares.ts';

const KILLS = 100;
/** Data directories that are worked on at the same time. */
const LANES = 2;
const IDS = ['addUser', 'listUsers', 'removeUser'] as const;
const CHANGING = join(import.meta.dirname, 'fixtures', 'changing.ts');

/** Lets a process change the split, and kills it after that many acknowledged changes. Settles with the last shares it said. */
async function killedAfter(directory: string, changes: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [CHANGING, directory, ...IDS], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // One that acknowledges nothing ends the test instead of holding it up.
    timeout: 60_000,
    killSignal: 'SIGKILL',
    // A hundred processes need the same code.
    env: { ...process.env, NODE_COMPILE_CACHE: join(directory, '..', 'code') },
  });
  const exited = once(child, 'exit');
  let last: readonly number[] = [];
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = JSON.parse(line);
    count += 1;
    if (count === changes) child.kill('SIGKILL');
  }
  const [, signal] = await exited;
  assert.equal(signal, 'SIGKILL');
  return last;
}

async function sharesAfterStart(directory: string): Promise<{ shares: number[]; opening: string }> {
  const journal = await openJournal(directory, { lockWaitMs: 5_000 });
  const shares = IDS.map((id) => effectiveShare(journal.state(), id));
  assert.equal(journal.problem(), undefined);
  await journal.close();
  return { shares, opening: journal.opening.kind };
}

/** Kills one process after the other over one data directory. Settles with how often a start kept exactly a share above 0 %. */
async function killsOver(directory: string, kills: number): Promise<number> {
  let same = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const acknowledged = await killedAfter(directory, 1 + Math.floor(Math.random() * 30));
    const { shares, opening } = await sharesAfterStart(directory);
    assert.equal(opening, 'continued');
    const what = `kill ${kill}: ${shares} % after the start, ${acknowledged} % acknowledged`;
    assert.ok(
      shares.every((share, index) => share <= (acknowledged[index] ?? Number.NaN)),
      what,
    );
    if (acknowledged.some((share) => share > 0) && shares.join() === acknowledged.join()) same += 1;
  }
  return same;
}

test('has after each of 100 kills in the midst of changes the shares that were acknowledged last, or lower ones', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'rollout-killed-'));
  t.after(() => rm(parent, { recursive: true, force: true }));
  const kept = await Promise.all(
    Array.from({ length: LANES }, (_, lane) => killsOver(join(parent, `${lane}`), KILLS / LANES)),
  );
  const same = kept.reduce((sum, count) => sum + count, 0);
  t.diagnostic(`${same} of ${KILLS} starts had exactly the acknowledged shares, above 0 %`);
  assert.ok(same >= KILLS / 20, `only ${same} starts kept a share`);
});
