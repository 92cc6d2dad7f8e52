import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUE, SETTING_NAMES, type Setting } from './catalogue.ts';
import { ConfigurationError } from './configuration-error.ts';
import { readSettings } from './read.ts';

function mistakesIn(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
  return [];
}

test('an empty environment is a usable configuration', () => {
  const settings = readSettings({}, SETTING_NAMES);
  assert.equal(settings.EXPRESS_PORT, 5001);
  assert.equal(settings.FASTIFY_PORT, 3001);
  assert.equal(settings.ROUTER_PORT, 8080);
  assert.equal(settings.FASTIFY_TRAFFIC_PERCENTAGE, 0);
  assert.equal(settings.JWT_SECRET, undefined);
});

test('every fallback is allowed by its own setting', () => {
  for (const name of SETTING_NAMES) {
    const { fallback, parse }: Setting<unknown> = CATALOGUE[name];
    if (fallback !== undefined) assert.doesNotThrow(() => parse(fallback), name);
  }
});

test('an empty variable counts as unset', () => {
  const settings = readSettings({ EXPRESS_PORT: '', EXPRESS_URL: '', JWT_SECRET: '' }, SETTING_NAMES);
  assert.equal(settings.EXPRESS_PORT, 5001);
  assert.equal(settings.EXPRESS_URL, undefined);
  assert.equal(settings.JWT_SECRET, undefined);
});

test('lists every mistake at once, with what is allowed', () => {
  const environment = { EXPRESS_PORT: '70000', FASTIFY_DEBUG_MODE: 'yes', LOG_LEVEL: 'info' };
  assert.deepEqual(
    mistakesIn(() => readSettings(environment, SETTING_NAMES)),
    [
      'EXPRESS_PORT="70000" is wrong; allowed: a whole number from 0 to 65535',
      'FASTIFY_DEBUG_MODE="yes" is wrong; allowed: true or false',
    ],
  );
});

test('reads only what it is asked for', () => {
  assert.deepEqual(readSettings({ LOG_LEVEL: 'loud', ROUTER_PORT: '1' }, ['ROUTER_PORT']), { ROUTER_PORT: 1 });
});

test('adds the mistakes of rules to the others', () => {
  const read = () => readSettings({ LOG_LEVEL: 'loud' }, ['LOG_LEVEL', 'HOST'], ({ HOST }) => [`HOST is ${HOST}`]);
  assert.deepEqual(
    mistakesIn(read).map((mistake) => mistake.split(/[= ]/)[0]),
    ['LOG_LEVEL', 'HOST'],
  );
});

test('gives a rule no setting that is wrong, and those that are unset as undefined', () => {
  let given: object = {};
  const note = (settings: object) => {
    given = settings;
    return [];
  };
  mistakesIn(() => readSettings({ LOG_LEVEL: 'loud' }, ['LOG_LEVEL', 'EXPRESS_URL'], note));
  assert.deepEqual(given, { EXPRESS_URL: undefined });
});

test('no message shows a secret', () => {
  const environment = {
    JWT_SECRET: 'hunter2',
    PROOF_PRIVATE_KEY: 'hunter2',
    PROOF_PUBLIC_KEY: 'hunter2',
    EXPRESS_URL: 'http://admin:hunter2@10.0.0.7',
    FRONTEND_URL: 'u:hunter2@a',
  };
  const text = mistakesIn(() => readSettings(environment, SETTING_NAMES)).join('\n');
  assert.doesNotMatch(text, /hunter2|admin/);
  assert.match(text, /JWT_SECRET is wrong; allowed: at least 32 bytes/);
  assert.match(text, /EXPRESS_URL="\*\*\*@10\.0\.0\.7" is wrong/);
});
