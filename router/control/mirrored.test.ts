import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayMirror } from './mirrored.ts';

test('mirrors to a candidate that is tried again, also where nobody goes to it, but not to one that is given up', () => {
  assert.ok(mayMirror([{ kind: 'closed' }, { kind: 'half-open' }]));
  assert.ok(mayMirror([{ kind: 'recovering' }, { kind: 'closed' }]));
  assert.ok(!mayMirror([{ kind: 'closed' }, { kind: 'open' }]));
  assert.ok(!mayMirror([{ kind: 'open' }, { kind: 'half-open' }]));
});
