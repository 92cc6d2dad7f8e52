import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CAPTURED } from './fixtures/captured.ts';
import { SHOP_CONTRACT } from './fixtures/command.ts';
import { type Shop, startShop } from './fixtures/shop-server.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const GUIDE = await readFile(join(ROOT, 'docs', 'any-two-servers.md'), 'utf8');
const COMMANDS = [...GUIDE.matchAll(/```sh\n(.*?)```/gs)].map(([, command = '']) => command.trim());

describe('every command of the guide to any two servers', () => {
  let directory: string;
  let shops: readonly Shop[];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lockstep-guide-'));
    await mkdir(join(directory, 'data'));
    await copyFile(SHOP_CONTRACT, join(directory, 'their.yaml'));
    await writeFile(join(directory, 'traffic.har'), JSON.stringify(CAPTURED));
    shops = [await startShop(), await startShop()];
  });
  after(async () => {
    await Promise.all(shops.map((shop) => shop.stop()));
    await rm(directory, { recursive: true, force: true });
  });

  test('is one', () => assert.equal(COMMANDS.length, 5));

  for (const [at, command] of COMMANDS.entries()) {
    test(`says that two shops are identical: ${command.replace(/\\\n */g, '').slice(101) || 'as it is'}`, async () => {
      const [baseline, candidate] = shops.map(({ url }) => url);
      assert.ok(baseline && candidate);
      assert.match(command, /^npm run parity -- /);
      // As npm runs it, but in a directory of the test's own, and with fewer requests.
      const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
      const script = String(scripts.parity).replace('node pinned.js node ', `${process.execPath} ${ROOT}/`);
      const line = command
        .replace('npm run parity --', `${script} --concurrency 24 --runs 30`)
        .replace('http://127.0.0.1:4000', baseline)
        .replace('http://127.0.0.1:5000', candidate);
      const env = { PATH: process.env.PATH, DATA_DIR: join(directory, 'data') };
      const { stdout } = await promisify(execFile)('sh', ['-c', line], { cwd: directory, env });
      assert.match(stdout, /^identical in all \d+ cases compared$/m);
      if (at === COMMANDS.length - 1) assert.match(stdout, /^proof of 3 of 5 operations, valid until /m);
    });
  }
});
