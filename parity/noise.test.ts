import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Observation } from './answer.ts';
import { compare } from './compare.ts';
import { nameOf } from './difference.ts';
import { jsonAnswer } from './fixtures/serialize.ts';
import { deriveNoise } from './noise.ts';
import { createRules } from './rules.ts';

function seen(answer: Answer): Observation {
  return { kind: 'observed', answers: [answer], interim: [], leftover: Buffer.alloc(0), ending: 'open' };
}

const reply = (id: string, json: string) =>
  seen(
    jsonAnswer(json, {
      headers: [
        ['X-Id', id],
        ['Content-Type', 'application/json'],
      ],
    }),
  );

test('derives what varies in a value, and allows another server just that', () => {
  const noise = deriveNoise([
    [reply('1', '{"at":1,"list":[{"id":1},{"id":2}],"a":1}'), reply('2', '{"at":2,"list":[{"id":1},{"id":3}],"a":1}')],
  ]);
  assert.deepEqual(noise, { volatileHeaders: ['x-id'], volatilePlaces: ['/at', '/list/*/id'], unstable: [] });
  const found = compare(
    reply('3', '{"at":3,"list":[{"id":7}],"a":1}'),
    reply('4', '{"at":4,"list":[{"id":8}],"a":2}'),
    createRules(noise),
  );
  assert.deepEqual(found.map(nameOf), ['json-changed:/a']);
});

test('calls unstable what no rule may allow for', () => {
  const noise = deriveNoise([
    [reply('1', '{"a":1}'), reply('1', '{"a":null}')],
    [reply('1', '{"b":1}'), reply('1', '{}')],
    [reply('1', '{}'), seen(jsonAnswer('{}', { status: 503 }))],
  ]);
  assert.deepEqual(noise.volatilePlaces, []);
  assert.deepEqual(
    noise.unstable.map(nameOf).sort(),
    [
      'header-extra:content-length',
      'header-missing:x-id',
      'header-changed:content-type',
      'json-missing:/b',
      'json-type:/a',
      'status',
    ].sort(),
  );
});

test('finds none in a server that repeats itself', () => {
  assert.deepEqual(deriveNoise([[reply('1', '{}'), reply('1', '{}')]]), {
    volatileHeaders: [],
    volatilePlaces: [],
    unstable: [],
  });
});
