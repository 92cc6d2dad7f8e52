import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigurationError } from './configuration-error.ts';
import { readSettings } from './read.ts';
import { allowSeedInTestsOnly, requireDistinctPorts, requireJwtSecretInProduction } from './rules.ts';

const NAMES = ['NODE_ENV', 'JWT_SECRET', 'LOCKSTEP_TEST_SEED', 'EXPRESS_PORT', 'FASTIFY_PORT', 'ROUTER_PORT'] as const;

/** The variables that are named by the mistakes in this environment. */
function wrongIn(environment: Record<string, string>): (string | undefined)[] {
  try {
    readSettings(environment, NAMES, (some) => [
      ...requireJwtSecretInProduction(some),
      ...allowSeedInTestsOnly(some),
      ...requireDistinctPorts(some),
    ]);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes.map((mistake) => mistake.split(/[= ]/)[0]);
    throw error;
  }
  return [];
}

test('a secret is required in production, and only there', () => {
  assert.deepEqual(wrongIn({ NODE_ENV: 'production' }), ['JWT_SECRET']);
  assert.deepEqual(wrongIn({ NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32) }), []);
  assert.deepEqual(wrongIn({ NODE_ENV: 'test' }), []);
  assert.deepEqual(wrongIn({}), []);
});

test('a secret that is too short is one mistake, not two', () => {
  assert.deepEqual(wrongIn({ NODE_ENV: 'production', JWT_SECRET: 'short' }), ['JWT_SECRET']);
});

test('a seed is refused outside of tests', () => {
  assert.deepEqual(wrongIn({ LOCKSTEP_TEST_SEED: 'a' }), ['LOCKSTEP_TEST_SEED']);
  assert.deepEqual(wrongIn({ NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32), LOCKSTEP_TEST_SEED: 'a' }), [
    'LOCKSTEP_TEST_SEED',
  ]);
  assert.deepEqual(wrongIn({ NODE_ENV: 'test', LOCKSTEP_TEST_SEED: 'a' }), []);
});

test('no two processes may have one port', () => {
  assert.deepEqual(wrongIn({ EXPRESS_PORT: '8080' }), ['ROUTER_PORT']);
  assert.deepEqual(wrongIn({ EXPRESS_PORT: '1', FASTIFY_PORT: '1', ROUTER_PORT: '1' }), [
    'FASTIFY_PORT',
    'ROUTER_PORT',
  ]);
});

test('every process may have a port that the system picks', () => {
  assert.deepEqual(wrongIn({ EXPRESS_PORT: '0', FASTIFY_PORT: '0', ROUTER_PORT: '0' }), []);
});
