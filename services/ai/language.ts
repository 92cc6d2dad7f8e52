import type { Reading } from './reading.ts';

/**
 * False where the text is clearly not English: most of its letters are not Latin, or, among ten words or more, hardly any
 * is one of those that English sentences are made with (about a third of running English; the list leaves out what
 * Dutch, German, French or Spanish spell alike). A short text has the benefit of the doubt.
 */
export function looksEnglish({ text, sentences }: Reading): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin * 2 < letters) return false;
  const words = sentences.flatMap((sentence) => sentence.words);
  if (words.length < 10) return true;
  const structural = words.filter((word) => structuralWords.has(word.text.toLowerCase())).length;
  return structural / words.length >= 0.06;
}

const structuralWords: ReadonlySet<string> = new Set(
  (
    'the and to that it with for this these those are be been were by from they them you your not have has which their ' +
    'there but his she will would can could should at my our i of if when what who how because than then into is'
  ).split(' '),
);
