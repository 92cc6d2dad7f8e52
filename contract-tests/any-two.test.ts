import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parity, type Ran, SHOP_CONTRACT } from './any-two/fixtures/command.ts';
import { type Plant, type Shop, startShop } from './any-two/fixtures/shop-server.ts';

/** Two shops, of which the second may differ, and what the command says of them. */
async function compareShops(
  plants: { readonly baseline?: Plant; readonly candidate?: Plant },
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran & { readonly asked: Readonly<Record<'baseline' | 'candidate', Shop['requests']>> }> {
  const baseline = await startShop(plants.baseline);
  const candidate = await startShop(plants.candidate);
  try {
    const servers = ['--contract', SHOP_CONTRACT, '--baseline', baseline.url, '--candidate', candidate.url];
    const ran = await parity([...servers, '--concurrency', '24', ...args], env);
    return { ...ran, asked: { baseline: baseline.requests, candidate: candidate.requests } };
  } finally {
    await Promise.all([baseline.stop(), candidate.stop()]);
  }
}

const UNSAFE = /^(?!GET|HEAD|OPTIONS|TRACE)/;

describe('two servers that know nothing of this project', { concurrency: 2 }, () => {
  test('are identical where they are, and what changes by itself is shown', async () => {
    const { code, out, err, asked } = await compareShops({}, ['--runs', '120', '--seed', '3']);
    assert.equal(code, 0, out + err);
    for (const line of [
      '  header date',
      '  header x-request-id  (',
      '  /items/*/sku  (listItems)',
      '  /updatedAt  (getItem)',
    ])
      assert.ok(out.includes(`\n${line}`), `${line}\n${out}`);
    assert.match(out, /\n {2}\/served {2}\(no operation, version\)\n/);
    assert.match(out, /^generated +1\d\d cases, 1\d\d requests to each server, seed 3: identical$/m);
    assert.match(out, /identical in all \d{3} cases compared$/m);
    assert.match(out, /^not sent without --unsafe: createItem, deleteItem$/m);
    assert.ok(asked.baseline.length > 500);
    assert.deepEqual(
      asked.baseline.filter((line) => UNSAFE.test(line)),
      [],
    );
    assert.deepEqual(
      asked.candidate.filter((line) => UNSAFE.test(line)),
      [],
    );
  });

  const planted: readonly (readonly [Plant, operation: string, name: string, finding: RegExp])[] = [
    [
      'status',
      'getItem',
      'status',
      /^DIFFERENT {2}getItem: as documented .*\n {2}status \[baseline\] 200 \[candidate\] 203$/m,
    ],
    [
      'header',
      'version',
      'header-extra:x-powered-by',
      /^ {2}header x-powered-by is sent by the candidate only: "shop"$/m,
    ],
    [
      'member',
      'listItems',
      'json-missing:/items/*/name',
      /^ {2}\/items\/0\/name is missing; the baseline has "apple"$/m,
    ],
    ['order', 'getItem', 'json-key-order:', /^ {2}order of keys in the whole body \[baseline\] id, sku, name/m],
    ['value', 'getItem', 'json-changed:/price', /^ {2}\/price \[baseline\] 1 \[candidate\] 2$/m],
    [
      'content type',
      'version',
      'header-changed:content-type',
      /^ {2}header content-type .*charset=utf-8" \[candidate\] "application\/json"$/m,
    ],
    [
      'head',
      'listItems',
      'status',
      /^DIFFERENT {2}listItems: HEAD .*\n {2}status \[baseline\] 200 \[candidate\] 405$/m,
    ],
    [
      'not found',
      'version',
      'body-bytes',
      /\[baseline\] "Nothing here" of 12 bytes \[candidate\] "Not found" of 9 bytes$/m,
    ],
  ];
  for (const [plant, operation, name, finding] of planted) {
    test(`differ where one has another ${plant}, which is found and named`, async () => {
      const { code, out } = await compareShops({ candidate: plant }, ['--runs', '0', '--include', operation]);
      assert.equal(code, 1, out);
      assert.match(out, finding);
      assert.ok(out.includes(`\n  ${name}  `), out);
      assert.match(out, /NOT IDENTICAL: different in \d+ of \d+ cases compared$/m);
    });
  }

  test('are found to differ in what only --unsafe sends', async () => {
    const safe = await compareShops({ candidate: 'created' }, ['--runs', '0', '--include', 'listItems']);
    assert.equal(safe.code, 0, safe.out);
    const unsafe = await compareShops({ candidate: 'created' }, ['--runs', '0', '--unsafe', '--include', 'createItem']);
    assert.equal(unsafe.code, 1, unsafe.out);
    assert.match(
      unsafe.out,
      /^DIFFERENT {2}createItem: as documented .*\n {2}status \[baseline\] 201 \[candidate\] 200$/m,
    );
    const sent = unsafe.asked.candidate.filter((line) => UNSAFE.test(line));
    assert.ok(sent.length > 100);
    assert.deepEqual(
      sent.filter((line) => line.startsWith('DELETE /items/1')),
      [],
    );
  });

  test('are compared without requests that the baseline does not answer alike, which are named and counted', async () => {
    const { code, out } = await compareShops({ baseline: 'flapping', candidate: 'flapping' }, ['--runs', '60']);
    assert.match(out, /^set aside, because the baseline does not do the same again \(\d+\):\n/m);
    assert.match(out, /^ {2}getItem: as documented: status 2\d\d, then 2\d\d$/m);
    assert.match(out, /^generated does not ask getItem, /m);
    // An operation that always was set aside is a gap, and a gap is never a success.
    assert.match(out, /^NOT IDENTICAL: different in 0 of \d+ cases compared; \d+ set aside; 1 gaps$/m);
    assert.equal(code, 1, out);
  });

  test('differ no more where the differences are known, but an entry that excuses nothing fails', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lockstep-any-two-'));
    const file = join(directory, 'known.json');
    const few = ['--runs', '0', '--include', 'version'];
    const known = { case: '*', name: 'header-extra:x-powered-by', reason: 'nobody reads it' };
    try {
      await writeFile(file, JSON.stringify([known]));
      const excused = await compareShops({ candidate: 'header' }, [...few, '--known-differences', file]);
      assert.equal(excused.code, 0, excused.out);
      await writeFile(file, JSON.stringify([known, { ...known, name: 'status' }]));
      const unused = await compareShops({ candidate: 'header' }, [...few, '--known-differences', file]);
      assert.equal(unused.code, 1, unused.out);
      assert.match(unused.out, /known difference that excused nothing: \* status \(nobody reads it\)/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test('that declare what is volatile are not held to it', async () => {
    const place = ['--volatile-place', '/price'];
    const { code, out } = await compareShops({ candidate: 'value' }, ['--runs', '0', '--include', 'getItem', ...place]);
    assert.equal(code, 0, out);
  });

  test('are refused by name where one is not there', async () => {
    const shop = await startShop();
    const gone = await startShop();
    await gone.stop();
    try {
      const servers = ['--contract', SHOP_CONTRACT, '--baseline', shop.url, '--candidate', gone.url];
      const { code, out, err } = await parity(servers);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.equal(err, `parity: the candidate ${gone.url} could not be reached (ECONNREFUSED)\n`);
    } finally {
      await shop.stop();
    }
  });

  test('get reports, and a proof of what was sent only', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lockstep-any-two-'));
    const args = ['--runs', '0', '--report', join(directory, 'report'), '--sign', '--identity-path', '/version'];
    try {
      const env = { DATA_DIR: join(directory, 'data') };
      const { code, out, err } = await compareShops({}, [...args, '--identity-pointer', '/build'], env);
      assert.equal(code, 0, out + err);
      const files = await readdir(join(directory, 'report'));
      assert.deepEqual(files.sort(), ['parity.html', 'parity.json', 'parity.junit.xml', 'parity.noise.json']);
      const { proof } = JSON.parse(await readFile(join(directory, 'data', 'proof.json'), 'utf8'));
      const payload = JSON.parse(Buffer.from(proof.split('.')[1], 'base64url').toString());
      assert.equal(payload.scope, 'safe-only');
      assert.deepEqual(payload.baseline.identity, {
        kind: 'observed',
        place: { path: '/version', pointer: '/build' },
        identity: 'shop-7',
      });
      const verdicts = Object.entries<{ verdict: string }>(payload.operations).map(([id, { verdict }]) => [
        id,
        verdict,
      ]);
      assert.deepEqual(Object.fromEntries(verdicts), {
        version: 'identical',
        listItems: 'identical',
        createItem: 'not-covered',
        getItem: 'identical',
        deleteItem: 'not-covered',
      });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test('get no proof where they differ, and where a difference is known, one that does not cover its operation', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lockstep-any-two-'));
    const file = join(directory, 'known.json');
    const env = { DATA_DIR: join(directory, 'data') };
    const asked = (...operations: string[]) => operations.flatMap((operation) => ['--include', operation]);
    const args = ['--runs', '0', '--sign', '--identity', 'the shop of this test'];
    const known = ['--known-differences', file];
    try {
      await writeFile(
        file,
        JSON.stringify([{ case: '*', name: 'json-missing:/items/*/name', reason: 'nobody reads it' }]),
      );
      for (const [more, code, reason] of [
        [asked('listItems', 'version'), 1, 'the servers differ'],
        [[...asked('listItems'), ...known], 1, 'no operation was covered'],
      ] as const) {
        const seen = await compareShops({ candidate: 'member' }, [...args, ...more], env);
        assert.equal(seen.code, code, seen.out);
        assert.ok(seen.out.includes(`no proof was written: ${reason}`), seen.out);
        assert.deepEqual(await readdir(directory), ['known.json']);
      }
      const more = [...asked('listItems', 'version'), ...known];
      const { code, out } = await compareShops({ candidate: 'member' }, [...args, ...more], env);
      assert.equal(code, 0, out);
      assert.match(
        out,
        /^proof of 1 of 5 operations, .*\nnot covered by it: listItems, createItem, getItem, deleteItem$/m,
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
