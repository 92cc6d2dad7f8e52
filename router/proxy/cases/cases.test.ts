import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { perform, Stage } from './row.ts';
import { TABLE } from './table.ts';

/** Each rule with either server behind the router. */
for (const row of TABLE) {
  const { number, title, exchanges = [], play, elsewhere = [], todo } = row;
  if (todo !== undefined) test(`case ${number}: ${title}`, { todo });
  for (const side of ['express', 'fastify'] as const) {
    if (exchanges.length === 0 && play === undefined) continue;
    test(`case ${number}: ${title} (${side})`, async (t) => {
      for (const sent of exchanges) await perform(new Stage(t, side), sent);
      await play?.(new Stage(t, side));
    });
  }
  for (const reference of elsewhere) {
    test(`case ${number}: ${title}: there is the test "${reference}"`, () => {
      const [file, name] = reference.split(/: (.*)/s);
      const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
      assert.ok(text.includes(`test('${name}'`), `${file} has no test with this name`);
    });
  }
}

test('has a case for each number from 1 to 57, and none twice', () => {
  const numbers = TABLE.map(({ number }) => number);
  assert.equal(new Set(numbers).size, numbers.length);
  for (let number = 1; number <= 57; number += 1) assert.ok(numbers.includes(number), `no case ${number}`);
  for (const { number, exchanges = [], play, elsewhere = [], todo } of TABLE) {
    assert.ok(
      exchanges.length + elsewhere.length > 0 || play !== undefined || todo !== undefined,
      `case ${number} shows nothing`,
    );
  }
});

test('says of each case which fault made it fail', (t) => {
  for (const { number, seenRed } of TABLE) t.diagnostic(`case ${number}: ${seenRed}`);
});
