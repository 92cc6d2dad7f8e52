import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const POSIX = { timeout: 20_000, skip: process.platform === 'win32' };
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

const SERVES = `process.on('SIGTERM', () => { console.log('asked to end'); process.exit(); });
setInterval(() => {}, 1000);
console.log('running');`;

for (const [how, words] of [
  ['a file in its own process', ['serve.cjs']],
  ['a command of its own', ['-e', SERVES]],
] as const) {
  test(`asks ${how} to end when npm was ended, and ends`, POSIX, async (t) => {
    const shell = await scriptOf(t, 'serve.cjs', SERVES, words, { npm_lifecycle_event: 'start:express' });
    await shell.says(/running/);
    shell.process.kill('SIGTERM');
    // What the shell leaves behind holds our pipe: it closes when the last of them has ended.
    assert.deepEqual(await shell.closed, [null, 'SIGTERM']);
    assert.match(shell.text(), /asked to end/);
  });
}

test('without npm, runs on as a daemon does when its parent ends', POSIX, async (t) => {
  // Timers of one length run in the order in which they began, so that the launcher has looked before this one.
  const code = `const first = process.ppid;
let looks = 0;
console.log('running');
setInterval(() => {
  if (process.ppid !== first) looks += 1;
  if (looks < 2) return;
  console.log('still here');
  process.exit();
}, 500);`;
  const shell = await scriptOf(t, 'stay.cjs', code, ['stay.cjs'], {});
  await shell.says(/running/);
  shell.process.kill('SIGTERM');
  await shell.closed;
  assert.match(shell.text(), /still here/);
});

/** A shell that runs `pinned.js node` with these words, as npm's does, in a process group of its own. */
async function scriptOf(
  t: TestContext,
  file: string,
  code: string,
  words: readonly string[],
  env: Record<string, string>,
) {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-pinned-'));
  await writeFile(join(directory, file), code);
  // A shell that has nothing left to do after a command becomes that command.
  const command = '"$@"; exit';
  const args = ['-c', command, 'sh', process.execPath, join(root, 'pinned.js'), 'node', ...words];
  const shell = spawn('/bin/sh', args, { cwd: directory, env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(shell, 'close');
  let text = '';
  shell.stdout.on('data', (chunk: Buffer) => (text += chunk));
  t.after(async () => {
    try {
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    } catch {
      // The group is gone, as it should be.
    }
    await closed;
    await rm(directory, { recursive: true });
  });
  const says = async (pattern: RegExp) => {
    while (!pattern.test(text)) await once(shell.stdout, 'data');
  };
  return { process: shell, closed, says, text: () => text };
}
