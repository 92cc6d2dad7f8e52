import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherLines } from './log-lines.ts';

test('a line that comes alone is handed on at once, those behind it together and in order', () => {
  const written: string[] = [];
  const lines = gatherLines({ write: (text) => written.push(text) });
  for (const line of ['a\n', 'b\n', 'c\n']) lines.write(line);
  assert.deepEqual(written, ['a\n']);
  lines.flush();
  assert.deepEqual(written, ['a\n', 'b\nc\n']);
  lines.write('x'.repeat(4000));
  lines.write('y'.repeat(4000));
  assert.deepEqual(written.slice(2), ['x'.repeat(4000)]);
  lines.flush();
  assert.deepEqual(written.slice(3), ['y'.repeat(4000)]);
});
