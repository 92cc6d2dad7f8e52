import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Those that are node's or other tools' own. */
const OTHERS = /^(?:test|check(?::.*)?)$/;

/** What npm gives the words behind `--` to: the last command of a script. */
function run(script: string, word: string) {
  const [, ...words] = (script.split('&&').at(-1) ?? '').replace('node pinned.js ', '').trim().split(' ');
  return spawnSync(process.execPath, [...words, word], { cwd: ROOT, encoding: 'utf8', timeout: 20_000 });
}

describe('each command of ours', () => {
  for (const [name, script] of Object.entries(scripts)) {
    if (OTHERS.test(name)) continue;
    test(`npm run ${name} says how it is used, and does nothing that it was not asked for`, () => {
      const help = run(script, '--help');
      assert.equal(help.status, 0, help.stderr);
      assert.match(help.stdout, /usage: |^ *npm run /im);
      const wrong = run(script, '--nonsense');
      assert.ok(wrong.status !== 0 && wrong.status !== null, wrong.stdout);
      assert.match(wrong.stderr, /usage: |--nonsense/i);
      assert.equal(wrong.stdout, '');
    });
  }
});
