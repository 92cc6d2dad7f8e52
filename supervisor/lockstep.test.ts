import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const ENTRY = join(import.meta.dirname, '..', 'lockstep.js');

test('a Node that is too old is told in one line what is needed', () => {
  const older = `Object.defineProperty(process, 'versions', { value: { node: '24.9.0' } })`;
  const { status, stderr } = lockstep(['--import', `data:text/javascript,${older}`], ['start']);
  assert.equal(status, 1);
  assert.match(stderr, /^Lockstep needs Node 26 or newer; .*npm ci.*npm start.*\n$/);
});

for (const words of [[], ['strat'], ['constructor'], ['start', 'express']]) {
  test(`names the commands in one line when given ${JSON.stringify(words)}`, () => {
    const { status, stderr } = lockstep([], words);
    assert.equal(status, 1);
    assert.equal(stderr, 'Usage: node lockstep.js start|dev|express|fastify|router\n');
  });
}

test('explains its commands when asked for help', () => {
  const { status, stdout } = lockstep([], ['--help']);
  assert.equal(status, 0);
  for (const command of ['start', 'dev', 'express', 'fastify', 'router']) assert.match(stdout, new RegExp(command));
});

test('says which variables look like settings and are none, without their values', () => {
  const env = { FASTIFY_TRAFIC_PERCENTAGE: '12.5', ROUTER_PORT: 'nope' };
  const { status, stderr } = lockstep([], ['router'], env);
  assert.equal(status, 1);
  const [first] = stderr.split('\n');
  const about = 'FASTIFY_TRAFIC_PERCENTAGE is set, but is no setting and is ignored';
  assert.equal(first, `lockstep: ${about}; was FASTIFY_TRAFFIC_PERCENTAGE meant?`);
  assert.doesNotMatch(stderr, /12\.5/);
});

function lockstep(flags: readonly string[], words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, [...flags, ENTRY, ...words], { encoding: 'utf8', env });
}
