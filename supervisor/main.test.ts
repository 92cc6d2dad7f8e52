import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const OVERSEE = join(import.meta.dirname, 'fixtures', 'oversee.js');
const TIMEOUT = { timeout: 10_000 };

test('lists every mistake in the configuration once, and ends with 1', TIMEOUT, async (t) => {
  const mistakes = {
    EXPRESS_PORT: 'x',
    ROUTER_PORT: '3001',
    LOG_LEVEL: 'loud',
    NODE_ENV: 'production',
    JWT_SECRET: '',
  };
  const supervisor = launch(t, [join(ROOT, 'lockstep.js'), 'start'], mistakes);
  assert.deepEqual(await supervisor.closed, [1, null]);
  const [head, ...lines] = supervisor.text().trim().split('\n');
  assert.equal(head, 'wrong configuration:');
  assert.deepEqual(
    lines.map((line) => line.trim().split(/[= ]/)[0]),
    ['EXPRESS_PORT', 'LOG_LEVEL', 'JWT_SECRET', 'ROUTER_PORT'],
  );
});

for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  test(`ends its children and then itself with 0 on ${signal}`, TIMEOUT, async (t) => {
    const supervisor = launch(t, [OVERSEE, 'start', ROOT, 'serve.js', 'serve.js']);
    await supervisor.says(/running/);
    supervisor.process.kill(signal);
    assert.deepEqual(await supervisor.closed, [0, null]);
  });
}

test('does not report as crashes that Ctrl-C reached the children too', TIMEOUT, async (t) => {
  const supervisor = launch(t, [OVERSEE, 'start', ROOT, 'serve.js', 'serve.js']);
  await supervisor.says(/running/);
  supervisor.signalGroup('SIGINT');
  assert.deepEqual(await supervisor.closed, [0, null]);
  assert.doesNotMatch(supervisor.text(), /child\d (ended|was ended)/);
});

test('takes a Ctrl-C that npm passes on as one request', TIMEOUT, async (t) => {
  const supervisor = launch(t, [OVERSEE, 'start', ROOT, 'serve.js']);
  await supervisor.says(/running/);
  supervisor.signalGroup('SIGINT');
  supervisor.process.kill('SIGINT');
  assert.deepEqual(await supervisor.closed, [0, null]);
});

test("shows a child's own reason once and ends with 1", TIMEOUT, async (t) => {
  const supervisor = launch(t, [OVERSEE, 'start', ROOT, 'serve.js', 'refuse.js']);
  assert.deepEqual(await supervisor.closed, [1, null]);
  assert.equal(supervisor.text().split('port 5001 is in use').length, 2);
});

test('leaves no child behind when it is killed', TIMEOUT, async (t) => {
  const supervisor = launch(t, [OVERSEE, 'start', ROOT, 'serve.js', 'stubborn.js']);
  await supervisor.says(/running/);
  supervisor.process.kill('SIGKILL');
  // The children hold our pipes: they close when the last of them has ended.
  assert.deepEqual(await supervisor.closed, [null, 'SIGKILL']);
});

test('while developing, restarts on a change, and outlives a child that cannot start', TIMEOUT, async (t) => {
  const { root, write } = project(t);
  write('handlers/order.ts', 'serve');
  const supervisor = launch(t, [OVERSEE, 'dev', root, `obey.js ${join(root, 'handlers/order.ts')}`]);
  await supervisor.says(/running, and watching/);
  write('handlers/order.ts', 'fail');
  await supervisor.says(/handlers\/order\.ts changed/);
  await supervisor.says(/child1 ended with code 1; waiting for the next change/);
  write('handlers/order.ts', 'serve');
  await supervisor.says(/running, and watching/);
  supervisor.process.kill('SIGTERM');
  assert.deepEqual(await supervisor.closed, [0, null]);
});

test('while developing, sees files in a folder that is new', TIMEOUT, async (t) => {
  const { root, write } = project(t);
  const supervisor = launch(t, [OVERSEE, 'dev', root, 'serve.js']);
  await supervisor.says(/running, and watching/);
  mkdirSync(join(root, 'handlers/users'));
  write('handlers/users/list.ts', '');
  await supervisor.says(/handlers\/users\/list\.ts changed/);
  await supervisor.says(/running, and watching/);
});

test('while developing, keeps what runs when the changed contract is broken', TIMEOUT, async (t) => {
  const { root, write } = project(t);
  // As editors do: a watch that stays with the old file would miss the second change.
  const replaceContract = (text: string) => {
    write('openapi.yaml.tmp', text);
    renameSync(join(root, 'openapi.yaml.tmp'), join(root, 'openapi.yaml'));
  };
  const supervisor = launch(t, [OVERSEE, 'dev', root, 'serve.js']);
  await supervisor.says(/running, and watching/);
  replaceContract('broken');
  await supervisor.says(/nothing was restarted:\nline 1 is wrong/);
  replaceContract('good');
  await supervisor.says(/openapi\.yaml changed\nlockstep: restarting all/);
  await supervisor.says(/running, and watching/);
});

/** A project that is being developed, in a directory of its own; its generator refuses a contract that says "broken". */
function project(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'lockstep-'));
  t.after(() => rmSync(root, { recursive: true }));
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  for (const folder of ['contract', 'handlers']) mkdirSync(join(root, folder));
  write('openapi.yaml', 'good');
  write(
    'contract/generate.ts',
    `if (require('node:fs').readFileSync('openapi.yaml', 'utf8') === 'broken') {
       console.error('line 1 is wrong');
       process.exitCode = 1;
     }`,
  );
  return { root, write };
}

/** A process in a process group of its own, as a terminal would start it. `says` waits for new text on its stderr. */
function launch(t: TestContext, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const launched = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(launched, 'close');
  const signalGroup = (signal: NodeJS.Signals) => launched.pid !== undefined && process.kill(-launched.pid, signal);
  t.after(async () => {
    try {
      signalGroup('SIGKILL');
    } catch {
      // The group is gone, as it should be.
    }
    await closed;
  });
  let text = '';
  let read = 0;
  launched.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const says = async (pattern: RegExp) => {
    for (;;) {
      const match = pattern.exec(text.slice(read));
      if (match !== null) {
        read += match.index + match[0].length;
        return;
      }
      if (!isRunning(launched)) assert.fail(`ended without saying ${pattern}; it said:\n${text}`);
      await Promise.race([once(launched.stderr, 'data'), closed]);
    }
  };
  return { process: launched, closed, says, signalGroup, text: () => text };
}

function isRunning(launched: ChildProcess): boolean {
  return launched.exitCode === null && launched.signalCode === null;
}
