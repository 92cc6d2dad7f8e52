import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCommand, USAGE, UsageError } from './cli-command.ts';
import { startAdmin, TOKEN } from './fixture.ts';

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));

interface Ended {
  readonly code: number;
  readonly output: string;
}

function rollout(url: string, args: readonly string[], token = TOKEN): Promise<Ended> {
  const env = {
    PATH: process.env.PATH,
    ROUTER_ADMIN_PORT: new URL(url).port,
    ROUTER_ADMIN_TOKEN: token,
    DATA_DIR: '/nowhere',
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
  assert.match(status.output, /^listUsers: breaker open: listUsers: 9 of 10 failed: trip$/m);
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

test('says what was refused, and exits with 1', async (t) => {
  const admin = await startAdmin(t);
  assert.deepEqual(await rollout(admin.url, ['set', '25', 'logon']), {
    code: 1,
    output: '404 Unknown operation: The contract has no operation "logon". It has addUser, listUsers, constructor.\n',
  });
  assert.match((await rollout(admin.url, ['set', '101'])).output, /^400 .*0 to 100 with at most three decimals/);
  assert.match((await rollout(admin.url, ['status'], 'wrong-token-0123456789')).output, /^401 Invalid token/);
});

test('says what to mend where no router answers, or none with a token', async () => {
  const nobody = await rollout('http://127.0.0.1:1', ['status']);
  assert.deepEqual([nobody.code, nobody.output], [1, 'no router answers at http://127.0.0.1:1 (ROUTER_ADMIN_PORT)\n']);
  const without = await rollout('http://127.0.0.1:1', ['status'], '');
  assert.match(without.output, /^cannot read the token \/nowhere\/admin-token: the router makes it/);
});

test('explains itself where the arguments say nothing that could be done', () => {
  for (const args of [
    [],
    ['raise'],
    ['set'],
    ['set', 'much'],
    ['set', ''],
    ['set', '1', 'a', 'b'],
    ['clear'],
    ['pause', 'x'],
    ['--x'],
  ]) {
    assert.throws(
      () => readCommand(args),
      (error) => error instanceof UsageError && error.message.endsWith(USAGE),
      args.join(' '),
    );
  }
});

test('never lets an operation name another path', () => {
  assert.equal(readCommand(['set', '5', '../percentage?']).path, '/operations/..%2Fpercentage%3F/percentage');
});
