import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUE } from './catalogue.ts';
import { describeUnrecognised, unrecognisedIn } from './unrecognised.ts';

const meant = (name: string) => unrecognisedIn({ [name]: 'x' }).map((one) => one.meant);

test('names the setting that a misspelt variable was probably meant to be', () => {
  assert.deepEqual(meant('FASTIFY_TRAFIC_PERCENTAGE'), ['FASTIFY_TRAFFIC_PERCENTAGE']);
  assert.deepEqual(meant('FASTIFY_TRAFFIC_PERCENT'), ['FASTIFY_TRAFFIC_PERCENTAGE']);
  assert.deepEqual(meant('ROUTER_SHADOW_PERCENT'), ['ROUTER_SHADOW_PERCENTAGE']);
  assert.deepEqual(meant('LOG_LEVL'), ['LOG_LEVEL']);
  assert.deepEqual(meant('EXPRES_URL'), ['EXPRESS_URL']);
});

test('names what begins like a setting of ours and is like none', () => {
  assert.deepEqual(meant('ROUTER_COLOUR_OF_THE_SKY'), [undefined]);
  const [line] = unrecognisedIn({ ROUTER_COLOUR_OF_THE_SKY: 'a secret' }).map(describeUnrecognised);
  assert.equal(line, 'ROUTER_COLOUR_OF_THE_SKY is set, but is no setting and is ignored; .env.example lists them all');
});

test('says nothing of settings, of unset ones, and of what belongs to other programs', () => {
  const settings = Object.fromEntries(Object.keys(CATALOGUE).map((name) => [name, 'x']));
  assert.deepEqual(unrecognisedIn(settings), []);
  assert.deepEqual(unrecognisedIn({ ROUTER_NONE: '', ROUTER_UNSET: undefined }), []);
  const others = ['PATH', 'HOME', 'HOSTNAME', 'PORT', 'NODE_OPTIONS', 'NODE_VERSION', 'npm_config_registry', 'LOGNAME'];
  const more = [
    'FASTIFY_ADDRESS',
    'FASTIFY_AUTOLOAD_TYPESCRIPT',
    'EXPRESS_SESSION_KEY',
    'LANG',
    'TERM',
    'CI',
    'DATABASE_URL',
  ];
  assert.deepEqual([...others, ...more].flatMap(meant), []);
});
