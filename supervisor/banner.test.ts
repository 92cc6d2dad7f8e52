import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe } from './banner.ts';

const CONFIG = {
  shutdownTimeoutMs: 1,
  elsewhere: { express: undefined, fastify: undefined },
};
const URLS = new Map([
  ['express', 'http://127.0.0.1:5001'],
  ['fastify', 'http://127.0.0.1:3001'],
  ['router', 'http://0.0.0.0:8080'],
]);

/** What was asked for is not what holds: without a proof nobody goes to Fastify. */
test('names every URL and the split in effect, as the router says it, once all listen', () => {
  const words = new Map([['router', '0 % of the users to Fastify, 25 % asked for: there is no proof']]);
  assert.equal(
    describe({ kind: 'all-listen', urls: URLS, words }, 'start', CONFIG),
    `running
  Express  http://127.0.0.1:5001
  Fastify  http://127.0.0.1:3001
  Router   http://127.0.0.1:8080
  Docs     http://127.0.0.1:5001/docs
  Split    0 % of the users to Fastify, 25 % asked for: there is no proof`,
  );
});

test('says when the router uses servers that are not ours', () => {
  const elsewhere = { express: 'http://10.0.0.7:80', fastify: undefined };
  const text = describe({ kind: 'all-listen', urls: URLS, words: new Map() }, 'start', { ...CONFIG, elsewhere });
  assert.match(text ?? '', /Express of the router {2}http:\/\/10\.0\.0\.7:80 \(EXPRESS_URL\)/);
});

test('says how a child ended and what follows', () => {
  const exit = { kind: 'signal', signal: 'SIGKILL' } as const;
  const verdict = { kind: 'restart', delayMs: 500, deaths: 2 } as const;
  assert.equal(
    describe({ kind: 'died', name: 'express', exit, verdict }, 'start', CONFIG),
    'Express was ended by SIGKILL; starting it again in 500 ms',
  );
});
