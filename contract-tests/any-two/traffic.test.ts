import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { CAPTURED, SECRETS } from './fixtures/captured.ts';
import { parity, type Ran, SHOP_CONTRACT } from './fixtures/command.ts';
import { type Plant, type Shop, startShop } from './fixtures/shop-server.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const browserPath = process.env.CHROMIUM_PATH ?? BROWSERS.find(existsSync);
const skip = browserPath === undefined ? `no browser at ${BROWSERS.join(', ')} or CHROMIUM_PATH` : false;
/** Operations that the captured requests belong to. */
const CHOSEN = ['createItem', 'listItems', 'getItem'].flatMap((id) => ['--include', id]);
if (skip) console.log(`skipped: traffic that a browser captures (${skip})`);

describe('captured traffic, replayed to two servers', () => {
  let directory: string;
  let file: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-traffic-'));
    file = join(directory, 'captured.har');
    await writeFile(file, JSON.stringify(CAPTURED));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  async function replay(
    har: string,
    candidatePlant: Plant | undefined,
    args: readonly string[],
  ): Promise<Ran & { readonly asked: Shop['requests'] }> {
    const [baseline, candidate] = [await startShop(), await startShop(candidatePlant)];
    const servers = ['--contract', SHOP_CONTRACT, '--baseline', baseline.url, '--candidate', candidate.url];
    try {
      const few = ['--runs', '0', '--concurrency', '24', '--har', har];
      const ran = await parity([...servers, ...few, ...args]);
      return { ...ran, asked: candidate.requests };
    } finally {
      await Promise.all([baseline.stop(), candidate.stop()]);
    }
  }

  test('is the same where the servers are, and says what it leaves out', async () => {
    const { code, out, err, asked } = await replay(file, undefined, ['--exclude', 'version']);
    assert.equal(code, 0, out + err);
    assert.match(out, /^traffic +2 cases, 4 requests to each server: identical$/m);
    assert.match(out, /^captured requests not replayed: 1 changes something, 1 no operation, 1 no HTTP$/m);
    assert.deepEqual(asked.filter((line) => line === 'GET /items/7').length, 2);
    assert.ok(!asked.some((line) => line.startsWith('POST')));
  });

  test('shows a difference by its entry, and none of its secrets', async () => {
    const report = join(directory, 'report');
    const origin = ['--har-origin', 'https://shop.example'];
    const args = [...origin, '--unsafe', ...CHOSEN, '--report', report];
    const { code, out, err, asked } = await replay(file, 'header', args);
    assert.equal(code, 1, err);
    assert.match(out, /^captured requests not replayed: 1 other origin, 1 no HTTP$/m);
    assert.ok(asked.includes('POST /items') && asked.includes('GET /items?limit=2&api_key=k-secret-1'));
    const texts = [out, err];
    for (const name of ['parity.json', 'parity.junit.xml', 'parity.html', 'parity.noise.json'])
      texts.push(await readFile(join(report, name), 'utf8'));
    assert.ok(texts[2]?.includes('entry 3: POST /items'));
    for (const shown of ['entry 1', 'entry 2', 'X-Api-Key: ****'])
      assert.ok(
        texts.some((text) => text.toLowerCase().includes(shown.toLowerCase())),
        shown,
      );
    for (const secret of SECRETS)
      assert.deepEqual(
        texts.map((text) => text.includes(secret)),
        texts.map(() => false),
        secret,
      );
  });

  test('is not good news where nothing of it could be compared', async () => {
    const args = ['--har-origin', 'https://elsewhere.example', '--include', 'version'];
    const { code, out } = await replay(file, undefined, args);
    assert.equal(code, 1, out);
    assert.match(out, /^no captured request could be compared$/m);
  });

  test('may be what a browser has captured', { skip }, async () => {
    const har = join(directory, 'browser.har');
    const shop = await startShop();
    const browser = await chromium.launch({
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
    try {
      const context = await browser.newContext({ recordHar: { path: har } });
      const page = await context.newPage();
      await page.goto(`${shop.url}/items/3`);
      await page.evaluate(`(async () => {
        const body = JSON.stringify({ name: 'plum' });
        await fetch('/items', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        await fetch('/items?limit=1', { headers: { 'x-shop': 'é'.normalize('NFC') } });
      })()`);
      await context.close();
    } finally {
      await browser.close();
      await shop.stop();
    }
    const args = ['--unsafe', ...CHOSEN];
    const same = await replay(har, undefined, args);
    assert.equal(same.code, 0, same.out + same.err);
    assert.match(same.out, /^traffic +[34] cases, /m);
    const other = await replay(har, 'created', args);
    assert.equal(other.code, 1, other.out);
    assert.match(other.out, /^DIFFERENT {2}entry \d: POST \/items .*\n {2}status \[baseline\] 201 \[candidate\] 200$/m);
  });
});
