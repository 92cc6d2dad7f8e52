import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { nameOf } from '../../parity/difference.ts';
import { cases } from '../wire/cases/index.ts';
import { type CaseResult, runCases } from '../wire/run-cases.ts';
import { settle } from '../wire/world.ts';
import { createDefaultExpress } from './express.ts';
import { createDefaultFastify } from './fastify.ts';

describe('on the frameworks at their defaults', () => {
  const contract = loadContract(OWN_CONTRACT);
  const frontendUrl = 'http://localhost:5173';
  const ends: (() => Promise<unknown>)[] = [];
  let results: readonly CaseResult[];

  before(async () => {
    const server = createDefaultExpress(contract, frontendUrl).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(async () => server.close().closeAllConnections());
    const app = await createDefaultFastify(contract, frontendUrl);
    const candidate = await app.listen({ host: '127.0.0.1', port: 0 });
    ends.push(() => app.close());
    const baseline = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const world = await settle([baseline, candidate]);
    results = await runCases(cases, { baseline, candidate, world });
  });
  after(() => Promise.all(ends.map((end) => end())));

  test('the wire cases differ', () => {
    const differing = results.filter(({ differences }) => differences.length > 0);
    assert.ok(differing.length > results.length * 0.9, `${differing.length} of ${results.length}`);
  });

  test('every row that a wire case names shows, but for those that are not true of these versions', () => {
    const plain = results.find((result) => result.case === PLAIN);
    assert.ok(plain);
    // Heads differ in any answer. A row shows where more differs than in the plainest one, to which the rows on heads belong.
    const everywhere = new Set(plain.differences.map(nameOf));
    const rows = new Map<string, boolean>();
    for (const { case: name, why, differences } of results) {
      const shows = differences.some((difference) => name === PLAIN || !everywhere.has(nameOf(difference)));
      for (const row of rowsIn(why)) rows.set(row, (rows.get(row) ?? false) || shows);
    }
    assert.ok(rows.size >= 55, `${rows.size} rows have a case`);
    const hidden = [...rows].flatMap(([row, shows]) => (shows ? [] : [row]));
    assert.deepEqual(hidden, Object.keys(UNTRUE));
  });
});

/** Rows of the list that these versions do not show, and what they do. */
const UNTRUE: Readonly<Record<string, string>> = {
  14: 'both strip a byte order mark and read the JSON behind it',
};

/** A health check: no credentials, no body, nothing unusual. */
const PLAIN = 'answer: health';

/** `row 5`, `rows 1, 2` and `rows 50 to 53`. */
function rowsIn(why: string): string[] {
  const [, list = ''] = /rows? ([\d, to]+)/.exec(why) ?? [];
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('to').map((text) => Number(text.trim()));
    if (!first || !last) return [];
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  });
}
