import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginningOf, quoteOf } from './quote.ts';

const words = Array.from({ length: 100 }, (_, index) => `word${index}`).join(' ');
const whole = { start: 0, end: words.length };

test('quotes a short sentence whole, on one line', () => {
  const text = 'One\r\n two\u0000three.';
  assert.equal(quoteOf(text, { start: 0, end: text.length }, { start: 0, end: 3 }), 'One two three.');
});

test('cuts a long sentence after a whole word', () => {
  const quote = quoteOf(words, whole, beginningOf(whole));
  assert.match(quote, /^word0 word1 .* word\d+…$/);
  assert.ok(quote.length <= 201);
  assert.ok(words.startsWith(`${quote.slice(0, -1)} `));
});

test('moves the cut to the place that the finding is about', () => {
  for (const word of ['word50', 'word99']) {
    const start = words.indexOf(word);
    const quote = quoteOf(words, whole, { start, end: start + word.length });
    assert.ok(quote.startsWith('…') && quote.includes(word), quote);
    const kept = quote.replaceAll('…', '');
    assert.ok(` ${words} `.includes(` ${kept} `), quote);
    assert.ok(quote.length <= 202);
  }
});

test('never cuts a character in two', () => {
  for (const text of ['😀'.repeat(300), `a${'😀'.repeat(300)}`]) {
    for (const start of [0, 301, 500]) {
      const quote = quoteOf(text, { start: 0, end: text.length }, { start, end: start + 2 });
      assert.ok(quote.isWellFormed(), JSON.stringify(quote));
    }
  }
});
