import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operations } from '../contract/operations.gen.ts';
import type { Cell } from './judge.ts';
import { toTable } from './table.ts';
import { documentedTransactions } from './transactions.ts';

const DOCUMENTED = documentedTransactions([operations.health]);

function column(title: string, cells: readonly Cell[], faults: readonly string[] = []) {
  return {
    title,
    verdict: { cells: new Map(DOCUMENTED.map(({ key }, at) => [key, cells[at] ?? { kind: 'pass' as const }])), faults },
  };
}

test('puts both servers side by side, then totals', () => {
  assert.equal(
    toTable(DOCUMENTED, [column('Express', []), column('Fastify', [])]),
    [
      'operation  request      status  media type                Express  Fastify',
      'health     GET /health  200     application/json          pass     pass',
      'health     GET /health  400     application/problem+json  pass     pass',
      '',
      'Express: 2 transactions, 2 pass, 0 FAIL, 0 missing',
      'Fastify: 2 transactions, 2 pass, 0 FAIL, 0 missing',
    ].join('\n'),
  );
});

test('says below the totals what is wrong with which server', () => {
  const cells: Cell[] = [{ kind: 'fail', reasons: ['no status'] }, { kind: 'missing' }];
  const text = toTable(DOCUMENTED, [column('Express', []), column('Fastify', cells, ['dredd did not load the hooks'])]);
  assert.match(text, /application\/json +pass +FAIL\n/);
  assert.match(text, /problem\+json +pass +missing\n/);
  assert.match(text, /Fastify: 2 transactions, 0 pass, 1 FAIL, 1 missing/);
  assert.match(text, /Fastify: dredd did not load the hooks/);
  assert.match(text, /Fastify: GET \/health 200 application\/json\n {2}no status/);
  assert.match(text, /Fastify: GET \/health 400 application\/problem\+json\n {2}dredd made no such transaction/);
  assert.doesNotMatch(text, /Express: GET/);
});
