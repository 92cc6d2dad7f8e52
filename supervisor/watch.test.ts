import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSource } from './watch.ts';

test('counts as a source what changes the running processes', () => {
  for (const file of ['login.ts', 'policy/head.ts', 'docs.html', 'openapi.yaml']) assert.ok(isSource(file), file);
});

test('does not count tests, documents, temporary files or what is generated', () => {
  const others = [
    'login.test.ts',
    'schema.gen.ts',
    'schema.gen.json',
    'README.md',
    'login.ts~',
    '.login.ts.swp',
    '4913',
  ];
  for (const file of others) assert.ok(!isSource(file), file);
});
