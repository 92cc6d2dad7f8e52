import retextRepeatedWords from 'retext-repeated-words';
import { matchesOf } from './retext-matches.ts';
import type { Rule } from './rule.ts';
import { cited } from './wording.ts';

/** The same word twice in a row. In other languages that may be right (“nous nous souvenons”). */
export const repetition: Rule = {
  name: 'repetition',
  english: true,
  find: ({ tree }) =>
    matchesOf(check, tree).map(({ start, end, expected }) => ({
      start,
      end,
      message: `${cited(expected[0] ?? '')} stands twice in a row; delete one.`,
      replacements: expected,
    })),
};

const check = retextRepeatedWords();
