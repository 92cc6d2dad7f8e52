import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from './answer.ts';
import { sampleForms } from './sampled-forms.ts';

function answered(body: string): Observation {
  const head = { version: '1.1', status: 200, reason: 'OK', headers: [], interim: [], trailers: [] } as const;
  const answer = { ...head, framing: 'length' as const, body: Buffer.from(body), complete: true };
  return { kind: 'observed', answers: [answer], interim: [], leftover: Buffer.alloc(0), ending: 'open' };
}

test('the values at a place are looked at wherever it occurs, and what is no JSON is left alone', () => {
  const observed = ['{"items":[{"id":1},{"id":7.5}]}', '{"items":[{"id":3}]}', '{"items":[]}', 'no JSON', '{'].map(
    answered,
  );
  assert.deepEqual(sampleForms(['/items/*/id', '/other'], observed), {
    '/items/*/id': { samples: 3, numbers: { least: 1, areIntegers: false } },
  });
  assert.deepEqual(sampleForms(['/a~1b'], [answered('{"a/b":"x"}')])['/a~1b']?.strings?.longest, 1);
  assert.deepEqual(sampleForms([], observed), {});
});
