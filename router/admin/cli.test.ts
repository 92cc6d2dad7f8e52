import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCommand, USAGE, UsageError } from './cli-command.ts';
import { startAdmin, TOKEN } from './fixture.ts';
import { ADMIN_TOKEN_FILE } from './token.ts';

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));

interface Ended {
  readonly code: number;
  readonly output: string;
}

function rollout(url: string, args: readonly string[], token = TOKEN, dataDir = '/nowhere'): Promise<Ended> {
  const env = {
    PATH: process.env.PATH,
    ROUTER_ADMIN_PORT: new URL(url).port,
    ROUTER_ADMIN_TOKEN: token,
    DATA_DIR: dataDir,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

test('steers the router from a terminal, in readable lines', async (t) => {
  const admin = await startAdmin(t);
  const set = await rollout(admin.url, ['set', '25', '--why', 'quiet for a day']);
  assert.deepEqual(set, {
    code: 0,
    output: 'general share 25 % (epoch 1)\nin effect: addUser 25 %, listUsers 25 %, constructor 25 %\n',
  });
  await rollout(admin.url, ['set', '50%', 'addUser']);
  assert.equal(admin.rollout.effective().addUser, 50);
  await admin.rollout.trip('listUsers', { verdict: 'listUsers: 9 of 10 failed: trip', recovery: 'trial' });
  const status = await rollout(admin.url, ['status']);
  assert.equal(status.code, 0);
  assert.match(status.output, /^addUser {6}50 % \(own\) {2}50 % {7}too-few: 0 of 0 users, 0 requests$/m);
  assert.match(status.output, /^listUsers: breaker half-open: listUsers: 9 of 10 failed: trip$/m);
  assert.match(status.output, /^fastify http:\/\/127\.0\.0\.1:3001: not probed yet$/m);
  assert.equal((await rollout(admin.url, ['re-arm', 'listUsers'])).code, 0);
  assert.equal((await rollout(admin.url, ['clear', 'addUser'])).code, 0);
  assert.deepEqual(admin.rollout.state().operations, {});
  const journal = await rollout(admin.url, ['journal', '2']);
  assert.match(journal.output, /^5 {2}\S+ {2}operator: set addUser from 50 % to the general share {2}\(by hand/);
  assert.equal((await rollout(admin.url, ['roll-back'])).output.startsWith('general share 0 % (epoch 6)'), true);
  await rollout(admin.url, ['restart']);
  assert.equal(admin.restarts, 1);
});

test('says so where there was nothing to change', async (t) => {
  const admin = await startAdmin(t);
  for (const args of [['re-arm'], ['resume'], ['clear', 'addUser'], ['roll-back']]) {
    const { code, output } = await rollout(admin.url, args);
    assert.deepEqual([code, output.split('\n')[0]], [0, 'nothing changed: it is so already'], `${args}`);
  }
  assert.match((await rollout(admin.url, ['pause'])).output, /^general share 0 %; paused \(epoch 1\)/);
});

test('says what was refused, and exits with 1', async (t) => {
  const admin = await startAdmin(t, { mayRaise: () => ({ ok: false, reasons: ['there is no proof'] }) });
  assert.deepEqual(await rollout(admin.url, ['set', '25']), {
    code: 1,
    output: '409 Change refused: there is no proof.\n',
  });
});

test('names the operations that there are, and exits with 2 as for every wrong command line', async (t) => {
  const admin = await startAdmin(t);
  assert.deepEqual(await rollout(admin.url, ['set', '25', 'logon']), {
    code: 2,
    output: '404 Unknown operation: The contract has no operation "logon". It has addUser, listUsers, constructor.\n',
  });
  const page = await rollout(admin.url, ['journal', 'many']);
  assert.deepEqual([page.code, /^400 .*1 to 200/.test(page.output)], [2, true], page.output);
});

/** Whoever has two terminals, or a router that another user started, has to know which of the two places counts. */
test('says at a wrong token where it took it from', async (t) => {
  const admin = await startAdmin(t);
  const wrong = await rollout(admin.url, ['status'], 'wrong-token-0123456789');
  assert.equal(wrong.code, 1);
  assert.match(
    wrong.output,
    /^401 Invalid token: .*\nthe token came from ROUTER_ADMIN_TOKEN; it has to be the router's own: /,
  );
  assert.doesNotMatch(wrong.output, /wrong-token/);
  const dataDir = mkdtempSync(join(tmpdir(), 'lockstep-cli-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const file = join(dataDir, ADMIN_TOKEN_FILE);
  writeFileSync(file, 'another-token-0123456789\n');
  const kept = await rollout(admin.url, ['status'], '', dataDir);
  assert.match(kept.output, /^401 Invalid token/);
  assert.ok(kept.output.includes(`the token came from ${file} (ROUTER_ADMIN_TOKEN is not set)`), kept.output);
});

test('says how it is used where that is asked for, and exits with 0', async () => {
  for (const asked of [['--help'], ['-h'], ['help'], ['set', '--help']]) {
    assert.deepEqual(await rollout('http://127.0.0.1:1', asked), { code: 0, output: `${USAGE}\n` }, asked.join(' '));
  }
});

test('says what to mend where no router answers, or none with a token', async () => {
  const nobody = await rollout('http://127.0.0.1:1', ['status']);
  assert.deepEqual([nobody.code, nobody.output], [1, 'no router answers at http://127.0.0.1:1 (ROUTER_ADMIN_PORT)\n']);
  const without = await rollout('http://127.0.0.1:1', ['status'], '');
  assert.match(without.output, /^cannot read the token \/nowhere\/admin-token: the router makes it/);
});

test('names what is wrong in a command line and what is allowed, and exits with 2', async () => {
  const wrong: [string[], RegExp][] = [
    [[], /^a command is missing; there are status, set, clear, roll-back, re-arm, pause, resume, journal, restart\n/],
    [['raise'], /^there is no command "raise"; there are status, set, /],
    [['set'], /^set needs PERCENTAGE: set PERCENTAGE \[OPERATION\]\n/],
    [['clear'], /^clear needs OPERATION: clear OPERATION\n/],
    [['set', '1', 'a', 'b'], /^set takes nothing after a: "b"\n/],
    [['pause', 'x'], /^pause takes nothing: "x"\n/],
    [['status', '--x'], /^there is no option --x; there are --why TEXT, --help\n/],
    [['set', '-1'], /^"-1" is no percentage; allowed: a number from 0 to 100 with at most three decimals/],
    [['journal', '-1'], /^there is no option -1; /],
    [['pause', '--why'], /^--why needs a TEXT\n/],
  ];
  for (const share of ['much', '', '0x10', '1e1', '101', '0.0001', '+5', '007', '1,5', 'Infinity', ' 5'])
    wrong.push([['set', share], /^".*" is no percentage; allowed: a number from 0 to 100 with at most three decimals/]);
  for (const [args, message] of wrong) {
    assert.throws(
      () => readCommand(args),
      (error) => error instanceof UsageError && message.test(error.message) && error.message.endsWith(USAGE),
      args.join(' '),
    );
  }
  const { code, output } = await rollout('http://127.0.0.1:1', ['raise']);
  assert.deepEqual([code, output.startsWith('there is no command "raise"; ')], [2, true]);
});

test('takes a share with up to three decimals, with or without a sign for percent', () => {
  for (const [text, share] of Object.entries({ 0: 0, '0.001': 0.001, '12.345%': 12.345, 100: 100, '100%': 100 })) {
    const request = readCommand(['set', text]);
    assert.deepEqual(request !== 'help' && request.body, { percentage: share, why: 'by hand (npm run rollout)' });
  }
});

test('never lets an operation name another path', () => {
  const request = readCommand(['set', '5', '../percentage?']);
  assert.equal(request !== 'help' && request.path, '/operations/..%2Fpercentage%3F/percentage');
});
