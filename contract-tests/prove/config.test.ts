import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../wire/adapt.ts';
import { readProveConfig, readShowConfig } from './config.ts';

const SECRET = 'a secret of more than thirty-two bytes';

test('hands on to the servers what shows in their answers', () => {
  const shown = {
    FRONTEND_URL: 'https://app.example.org',
    JWT_EXPIRES_IN: '1h',
    TRUSTED_PROXIES: '10.0.0.0/8',
    AI_TIMEOUT_MS: '100',
    AI_QUEUE_LIMIT: '5',
  };
  assert.deepEqual(readProveConfig(shown).serverEnvironment, shown);
});

test('hands on no secret, no key, and nothing that the run decides by itself', () => {
  const config = readProveConfig({
    NODE_ENV: 'production',
    HOST: '0.0.0.0',
    EXPRESS_PORT: '6001',
    DATA_DIR: 'elsewhere',
    LOG_LEVEL: 'trace',
    JWT_SECRET: SECRET,
    PROOF_PRIVATE_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'der' })
      .toString('base64'),
    PATH: '/bin',
    FRONTEND_URL: '',
  });
  assert.deepEqual(config.serverEnvironment, {});
  assert.equal(config.dataDir, resolve('elsewhere'));
  assert.equal(config.jwtSecret, SECRET);
  assert.equal(config.keys.privateKey?.asymmetricKeyType, 'ed25519');
});

test('tells the cases what they must know of the settings', () => {
  assert.deepEqual(readProveConfig({}).served, DEFAULT_SETTINGS);
  const { served } = readProveConfig({ FRONTEND_URL: 'https://app.example.org', TRUSTED_PROXIES: '10.0.0.0/8' });
  assert.deepEqual(served, { frontendUrl: 'https://app.example.org', trustsLoopback: false });
});

test('a proof holds for a week unless told otherwise', () => {
  assert.equal(readProveConfig({}).proofLifeSeconds, 7 * 24 * 3600);
  assert.equal(readProveConfig({ PROOF_EXPIRES_IN: '2h' }).proofLifeSeconds, 7200);
});

test('lists every mistake, and shows no key', () => {
  const environment = {
    NODE_ENV: 'production',
    RATE_LIMIT: 'off',
    PROOF_PUBLIC_KEY: 'hunter2',
    PROOF_EXPIRES_IN: 'soon',
  };
  assert.throws(
    () => readProveConfig(environment),
    ({ message }: Error) => {
      for (const name of ['JWT_SECRET', 'RATE_LIMIT', 'PROOF_PUBLIC_KEY', 'PROOF_EXPIRES_IN'])
        assert.match(message, new RegExp(`${name}.*allowed`));
      assert.doesNotMatch(message, /hunter2/);
      return true;
    },
  );
});

test('finds the servers where they listen, or where they are said to be', () => {
  assert.deepEqual(readShowConfig({}).urls, { baseline: 'http://127.0.0.1:5001', candidate: 'http://127.0.0.1:3001' });
  assert.deepEqual(readShowConfig({ HOST: '0.0.0.0', EXPRESS_PORT: '1', FASTIFY_URL: 'http://10.0.0.7:2' }).urls, {
    baseline: 'http://127.0.0.1:1',
    candidate: 'http://10.0.0.7:2',
  });
  assert.equal(readShowConfig({ HOST: '::1' }).urls.baseline, 'http://[::1]:5001');
});
