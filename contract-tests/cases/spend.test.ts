import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { operations } from '../../contract/operations.gen.ts';
import { smallestBudget, spend } from './spend.ts';

test('finds the budget that is spent soonest', () => {
  assert.deepEqual(smallestBudget(operations.generate), { by: 'user', limit: 10, windowSeconds: 60 });
  assert.throws(() => smallestBudget(operations.health), /health documents 429 but has no x-rate-limit/);
});

/** A server that answers 429 once its budget is spent. */
async function withBudget(
  budget: number,
  run: (target: string, seen: { count: number; types: Set<unknown> }) => Promise<void>,
) {
  const seen = { count: 0, types: new Set<unknown>() };
  const server = createServer((request, response) => {
    seen.count += 1;
    seen.types.add(request.headers['content-type']);
    response.writeHead(seen.count > budget ? 429 : 415).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen);
  } finally {
    server.close();
  }
}

const happy = (target: string) => ({
  target,
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/json' },
  body: '{}',
});

test('sends exactly as many requests as the budget has, of a kind that is refused early', () =>
  withBudget(60, async (target, seen) => {
    await spend(operations.register, happy(target), 60);
    assert.equal(seen.count, 60);
    assert.deepEqual([...seen.types], ['text/plain']);
  }));

test('says that a budget was smaller than the contract has it', () =>
  withBudget(50, (target) =>
    assert.rejects(spend(operations.register, happy(target), 60), /budget of 60 was spent after 50 requests/),
  ));
