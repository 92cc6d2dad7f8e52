import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { cases } from '../wire/cases/index.ts';
import { type Gathered, gatherEvidence, verdictOf } from './evidence.ts';
import { ROWS } from './rows.ts';

describe('on the frameworks at their defaults', () => {
  let gathered: Gathered;
  before(async () => {
    gathered = await gatherEvidence(loadContract(OWN_CONTRACT), cases, { frontendUrl: 'http://localhost:5173' });
  });

  test('the wire cases differ', () => {
    const { results } = gathered;
    const differing = results.filter(({ differences }) => differences.length > 0);
    assert.ok(differing.length > results.length * 0.9, `${differing.length} of ${results.length}`);
  });

  test('every row shows as the list says, or is shown to be untrue of these versions', () => {
    const hidden = gathered.evidence.filter(({ verdict }) => verdict === 'not-seen');
    assert.deepEqual(
      hidden.map(({ row, express, fastify }) => [row.row, row.input, express, fastify]),
      [],
    );
  });
});

test('a row that is seen on this pair has a wire case on ours, which names it', () => {
  const named = new Set(cases.flatMap(({ why }) => rowsIn(why)));
  // Nothing that a client sends in the time of a test shows a limit of two minutes; a test of its own shows the end of a server.
  const others = new Set([54, 56]);
  assert.deepEqual(
    ROWS.map(({ row }) => row).filter((row) => !named.has(row) && !others.has(row)),
    [],
  );
});

test('a row is not seen where the two do alike, nor where one does something else than it says', () => {
  const row = { row: 1, input: 'x', express: /^400/, fastify: /^4\d\d/ };
  assert.equal(verdictOf(row, '400', '415'), 'differs');
  assert.equal(verdictOf(row, '400', '400'), 'not-seen');
  assert.equal(verdictOf(row, '404', '415'), 'not-seen');
  assert.equal(verdictOf(row, '400', 'said nothing'), 'not-seen');
  const untrue = { ...row, fastify: /^400/, untrue: 'both refuse' };
  assert.equal(verdictOf(untrue, '400', '400'), 'untrue');
  assert.equal(verdictOf(untrue, '400', '415'), 'not-seen');
});

/** `row 5`, `rows 1, 2` and `rows 50 to 53`. */
function rowsIn(why: string): number[] {
  const [, list = ''] = /\brows? ([\d, to]+)/.exec(why) ?? [];
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('to').map((text) => Number(text.trim()));
    if (!first || !last) return [];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
