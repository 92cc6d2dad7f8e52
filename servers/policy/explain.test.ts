import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import type { FieldError } from '../../contract/problems.ts';
import type { Exchange } from './exchange.ts';
import { compileValidators, createExplainer } from './explain.ts';
import { toValidatedContract } from './validated-contract.ts';

const contract = loadContract(OWN_CONTRACT);
const [operation] = contract.operations;
assert.ok(operation !== undefined);
const validators = compileValidators(toValidatedContract(contract));
const NO_INPUT = { path: {}, query: {}, headers: {}, cookies: {} };
// Of an exchange, all that an explanation looks at.
const exchange = { match: { kind: 'operation', operation, params: {} }, path: '/' } as unknown as Exchange;

function explained(errors: readonly FieldError[]) {
  const explain = createExplainer(validators, () => ({ input: NO_INPUT, errors }));
  return explain(exchange, undefined);
}

test('every reason is told once, in the order of its pointer, then of its words', () => {
  const [a, b, c] = [
    { pointer: '/query/a', detail: 'is odd' },
    { pointer: '/query/a', detail: 'is too long' },
    { pointer: '/query/b', detail: 'is odd' },
  ];
  const { detail, errors } = explained([c, b, a, b].filter((error) => error !== undefined));
  assert.deepEqual(errors, [a, b, c]);
  assert.equal(detail, '/query/a is odd (and 2 more)');
});

// Who could make a refusal cost the square of its reasons could stop the server with one request.
test('twice as many reasons cost little more than twice as much', () => {
  const costs = [2_000, 4_000].map(readsOf);
  const [once = 0, twice = 0] = costs;
  assert.ok(once > 0 && twice < 2.5 * once, costs.join());
});

/** How often the pointers of so many reasons, each given twice, are read until they are told. */
function readsOf(count: number): number {
  let reads = 0;
  const reason = (index: number): FieldError => ({
    get pointer() {
      reads += 1;
      return `/body/${index}`;
    },
    detail: 'is not allowed',
  });
  const many = Array.from({ length: count }, (_, index) => reason(index));
  assert.equal(explained([...many, ...many]).errors?.length, count);
  return reads;
}
