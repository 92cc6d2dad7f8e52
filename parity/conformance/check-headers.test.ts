import { describe } from 'node:test';
import { answer, eachHasOneLine, GET, JSON_TYPE, LIST } from './fixture-answers.ts';

describe('a fault of the header fields has exactly one line:', () => {
  eachHasOneLine([
    [
      'a missing header',
      'listNotes',
      'valid',
      GET,
      answer(200, JSON_TYPE, []),
      /^header X-Count is missing; the contract requires it$/,
    ],
    [
      'a header of another type',
      'listNotes',
      'valid',
      GET,
      answer(200, { ...LIST, 'X-Count': 'many' }, []),
      /^header X-Count must be integer, is "many"$/,
    ],
    [
      'a header out of range',
      'listNotes',
      'valid',
      GET,
      answer(200, { ...LIST, 'X-Count': '-1' }, []),
      /^header X-Count must be >= 0, is "-1"$/,
    ],
    [
      'a header with too many members',
      'listNotes',
      'valid',
      GET,
      answer(200, { ...LIST, 'X-Tags': 'a,b,c' }, []),
      /^header X-Tags must NOT have more than 2 items/,
    ],
  ]);
});
