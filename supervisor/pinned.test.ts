import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const PRINT = 'console.log(process.version, ...process.argv.slice(1))';

test('runs a command on the pinned Node, also where no link to it is on the path', async () => {
  const environment = { PATH: '/usr/bin:/bin' };
  const pinned = join(root, 'pinned.js');
  const direct = await run(process.execPath, [pinned, 'node', '-e', PRINT, '--', 'a b'], { env: environment });
  assert.equal(direct.stdout.trim(), `${process.version} a b`);
  const nested = await run(process.execPath, [pinned, 'sh', '-c', 'node -p process.version'], { env: environment });
  assert.equal(nested.stdout.trim(), process.version);
});

test('runs a file with its words, and ends with its exit code', async () => {
  const { stdout } = await run(process.execPath, [
    join(root, 'pinned.js'),
    'node',
    join(root, 'lockstep.js'),
    '--help',
  ]);
  assert.match(stdout, /^Usage: node lockstep\.js/);
  await assert.rejects(run(process.execPath, [join(root, 'pinned.js'), 'node', '-e', 'process.exit(7)']), { code: 7 });
});
