import retextReadability from 'retext-readability';
import { beginningOf } from '../quote.ts';
import type { Reading, Sentence } from '../reading.ts';
import { matchesOf } from './retext-matches.ts';
import type { Rule } from './rule.ts';
import { cited } from './wording.ts';

/** Sentences that most of seven readability formulas (Flesch, Dale-Chall, Gunning fog, ...) put above the reader's age. */
export const readability: Rule = {
  name: 'readability',
  english: true,
  find({ tree, sentences }: Reading, { readerAge }) {
    const hard = new Set(matchesOf(retextReadability({ age: readerAge }), tree).map(({ start }) => start));
    return sentences
      .filter(({ start }) => hard.has(start))
      .map((sentence) => ({
        ...beginningOf(sentence),
        message: `Hard to read at the age of ${readerAge}. ${advice(sentence)}`,
      }));
  },
};

function advice({ words }: Sentence): string {
  const longest = longestWords(words.map(({ text }) => text));
  const [first, second] = longest;
  if (first === undefined) return 'Split it, and give each part one thought.';
  if (second === undefined) return `Replace or explain ${cited(first)}, or split the sentence.`;
  return `Replace or explain ${cited(first)} and ${cited(second)}, or split the sentence.`;
}

/** The two longest of ten letters or more; of equal ones, those that come first. */
function longestWords(words: readonly string[]): string[] {
  const long = words.filter((word) => /^[\p{L}'’-]{10,}$/u.test(word));
  return [...new Set(long)].toSorted((one, other) => other.length - one.length).slice(0, 2);
}
