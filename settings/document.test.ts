import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CATALOGUE, SETTING_NAMES, type Setting } from './catalogue.ts';
import { TABLE_END, TABLE_START, toEnvExample, toMarkdownTable, withTable } from './document.ts';

const ROOT = join(import.meta.dirname, '..');
const README = join(ROOT, 'README.md');

test('.env.example is what the catalogue says', () => {
  assert.equal(readFileSync(join(ROOT, '.env.example'), 'utf8'), toEnvExample());
});

test('.env.example names exactly the variables of the catalogue, with their defaults', () => {
  const lines = readFileSync(join(ROOT, '.env.example'), 'utf8').matchAll(/^#?([A-Z_]+)=(.*)$/gm);
  assert.deepEqual(
    Array.from(lines, ([, name, value]) => [name, value]),
    SETTING_NAMES.map((name) => [name, CATALOGUE[name].fallback ?? '']),
  );
});

test('the README has the table of settings between its markers', { skip: !existsSync(README) }, () => {
  const readme = readFileSync(README, 'utf8');
  assert.ok(readme.includes(`${TABLE_START}\n${toMarkdownTable()}\n${TABLE_END}`), 'run: npm run generate');
});

test('the table has one row of four cells for each setting', () => {
  const rows = toMarkdownTable().split('\n').slice(2);
  assert.equal(rows.length, SETTING_NAMES.length);
  for (const row of rows) assert.equal(row.split(/(?<!\\)\|/).length, 6, row);
});

test('every setting says what it is for and what is allowed, without a full stop', () => {
  for (const name of SETTING_NAMES) {
    const { about, allowed }: Setting<unknown> = CATALOGUE[name];
    for (const text of [about, allowed]) assert.match(text, /^\S[^\n]*[^\s.]$/, name);
  }
});

test('replaces what stands between the markers and nothing else', () => {
  const document = `before\n${TABLE_START}\nold\n${TABLE_END}\nafter\n`;
  const expected = `before\n${TABLE_START}\n${toMarkdownTable()}\n${TABLE_END}\nafter\n`;
  assert.equal(withTable(document), expected);
  assert.equal(withTable(expected), expected);
});

test('refuses a document without the markers', () => {
  assert.throws(() => withTable('# Lockstep\n'), /are missing/);
});
