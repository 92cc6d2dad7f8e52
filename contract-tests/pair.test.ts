import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { end } from './pair.ts';

function start(program: string) {
  return spawn(process.execPath, ['-e', `${program}; process.send('ready')`], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

test('a process that stays after its signal is killed, and said to have stayed', async () => {
  const child = start("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
  await once(child, 'message');
  await assert.rejects(end(child, 'SIGTERM', 50), /still ran 50 ms after SIGTERM, and was killed/);
  assert.equal(child.signalCode, 'SIGKILL');
});

test('a process that ends is waited for', async () => {
  const child = start("process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000)");
  await once(child, 'message');
  await end(child, 'SIGTERM');
  assert.equal(child.exitCode, 3);
  await end(child, 'SIGTERM');
});
