import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadContract } from '../../contract/document.ts';
import { request } from '../wire/request.ts';
import { sendsOf, stepsOf } from './cases/build.ts';
import { choose, type ReplayOptions } from './choose-traffic.ts';
import { CAPTURED } from './fixtures/captured.ts';
import { SHOP_CONTRACT } from './fixtures/command.ts';
import { genericCases } from './generic-cases.ts';
import { createGuard } from './guard.ts';
import { readHar } from './har.ts';
import { type Selection, type SelectOptions, select, withBasePath } from './select.ts';

const CONTRACT = loadContract(SHOP_CONTRACT);
const NONE: SelectOptions = { include: [], exclude: [], unsafe: false };

function selected(options: Partial<SelectOptions>): Selection {
  const selection = select(CONTRACT, { ...NONE, ...options });
  assert.ok('contract' in selection, JSON.stringify(selection));
  return selection;
}

const idsOf = ({ contract }: Selection) => contract.operations.map(({ id }) => id);

/** Method and path of every request that the generic cases send. */
function sentBy(selection: Selection, unsafe: boolean): readonly (readonly [method: string, path: string])[] {
  const guard = createGuard(CONTRACT, new Set(idsOf(selection)), unsafe);
  const steps = genericCases(selection.contract, { guard }).flatMap(({ cases }) =>
    cases.flatMap((one) => stepsOf(one, [])),
  );
  return sendsOf(steps).flatMap(({ bytes }) => {
    const [, method, path] = /^([A-Z]+) (?:http:\/\/localhost)?([^ ?#]*)/.exec(bytes.toString('latin1')) ?? [];
    return method === undefined || path === undefined ? [] : [[method, path] as const];
  });
}

describe('what is sent to servers of strangers', () => {
  test('is what changes nothing, unless a person says otherwise', () => {
    const selection = selected({});
    assert.deepEqual(idsOf(selection), ['version', 'listItems', 'getItem']);
    assert.deepEqual(selection.unsafe, ['createItem', 'deleteItem']);
    const sent = sentBy(selection, false);
    const methods = new Set(sent.map(([method]) => method));
    assert.deepEqual([...methods].sort(), ['CONNECT', 'GET', 'HEAD', 'OPTIONS', 'TRACE']);
    assert.ok(new Set(sentBy(selected({ unsafe: true }), true).map(([method]) => method)).has('DELETE'));
  });

  test('is never an operation that was left out, by whatever method of its path', () => {
    const selection = selected({ unsafe: true, exclude: ['deleteItem'] });
    const deleted = sentBy(selection, true).filter(
      ([method, path]) => method === 'DELETE' && /^\/items\/\w+$/.test(path),
    );
    assert.deepEqual(deleted, []);
    const paths = selection.contract.document.paths;
    assert.deepEqual(Object.keys(paths['/items/{id}'] ?? {}), ['get']);
    assert.deepEqual(Object.keys(paths['/items'] ?? {}).sort(), ['get', 'post']);
  });

  test('is chosen by names that the contract has', () => {
    assert.deepEqual(idsOf(selected({ include: ['version', 'getItem'], exclude: ['version'] })), ['getItem']);
    const known = 'version, listItems, createItem, getItem, deleteItem';
    assert.deepEqual(select(CONTRACT, { ...NONE, include: ['x'], exclude: ['y'] }), [
      `--include is "x", which the contract does not have; it has ${known}`,
      `--exclude is "y", which the contract does not have; it has ${known}`,
    ]);
    assert.deepEqual(select(CONTRACT, { ...NONE, include: ['createItem'] }), [
      'each chosen operation changes something; --unsafe sends such too',
    ]);
  });

  test('has the base path before each path', () => {
    const below = withBasePath(CONTRACT, '/v1');
    assert.deepEqual(Object.keys(below.document.paths), ['/v1/version', '/v1/items', '/v1/items/{id}']);
    assert.ok(below.operations.every(({ path }) => path.startsWith('/v1/')));
    assert.equal(below.digest, CONTRACT.digest);
  });

  test('of captured traffic is what may be sent, the rest is counted by its reason', () => {
    const { requests } = readHar(CAPTURED);
    const options: ReplayOptions = {
      contract: CONTRACT,
      chosen: new Set(['listItems']),
      origins: [],
      all: false,
      unsafe: false,
    };
    const entries = (more: Partial<ReplayOptions>) => {
      const { replayed, skipped } = choose(requests, { ...options, ...more });
      return [replayed.map(({ request: { entry } }) => entry), Object.values(skipped)];
    };
    assert.deepEqual(entries({}), [[1], [0, 1, 1, 1]]);
    assert.deepEqual(entries({ all: true }), [
      [1, 4],
      [0, 1, 1, 0],
    ]);
    assert.deepEqual(entries({ unsafe: true, chosen: new Set(['createItem']) }), [[3], [0, 0, 2, 1]]);
    assert.deepEqual(entries({ origins: ['https://cdn.example'], all: true }), [[4], [3, 0, 0, 0]]);
  });
});

test('the names of generic cases are unique, as files of known differences need', () => {
  const guard = createGuard(CONTRACT, new Set(CONTRACT.operations.map(({ id }) => id)), true);
  const names = genericCases(CONTRACT, { guard }).flatMap(({ cases }) => cases.map(({ name }) => name));
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.length > 400);
});

test("a case with a header of a person's own name sends it once", () => {
  const [group] = genericCases(selected({ include: ['version'] }).contract, { guard: () => false }).slice(1);
  const as = group?.cases.find(({ name }) => name === 'version: as gzip');
  assert.ok(as);
  const [send] = sendsOf(
    stepsOf(as, [
      ['accept-encoding', 'br'],
      ['host', 'shop.example'],
    ]),
  );
  assert.deepEqual(
    send,
    request('GET', '/version', {
      headers: [
        ['host', 'shop.example'],
        ['Accept-Encoding', 'gzip'],
      ],
    }),
  );
});
