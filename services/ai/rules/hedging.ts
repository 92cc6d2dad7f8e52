import type { Reading, Sentence, Word } from '../reading.ts';
import type { Mark, Rule } from './rule.ts';
import { cited } from './wording.ts';

/**
 * Words that take back what a sentence says, and fillers. The lists are short on purpose: those of retext-intensify count
 * “that”, “will”, “up” and “read” among them, which marks nearly every sentence.
 */
export const hedging: Rule = {
  name: 'hedging',
  english: true,
  find: ({ text, sentences }: Reading) => sentences.flatMap((sentence) => marksIn(sentence, text)),
};

const hedges: ReadonlySet<string> = new Set([
  ...[
    'apparently',
    'arguably',
    'conceivably',
    'hopefully',
    'i assume',
    'i believe',
    'i feel like',
    'i guess',
    'i suppose',
  ],
  ...[
    'i think',
    "i'm not sure",
    'in a sense',
    'in a way',
    'in my mind',
    'in my opinion',
    'in my view',
    'it appears that',
  ],
  ...[
    'it could be argued',
    'it seems',
    'maybe',
    'might',
    'more or less',
    'perhaps',
    'possibly',
    'presumably',
    'probably',
  ],
  ...[
    'reportedly',
    'seemingly',
    'somehow',
    'somewhat',
    'supposedly',
    'to some extent',
    'tend to',
    'tends to',
    'to a degree',
  ],
]);

const fillers: ReadonlySet<string> = new Set([
  ...['a bit', 'actually', 'and so forth', 'basically', 'essentially', 'fairly', 'frankly', 'honestly', 'obviously'],
  ...['of course', 'or something', 'quite', 'really', 'to be honest', 'totally', 'truly'],
]);

/** The phrases by their first word, each as its words in lower case. */
const phrases = Map.groupBy(
  [...hedges, ...fillers].map((phrase) => phrase.split(' ')),
  ([first]) => first,
);

function marksIn({ words }: Sentence, text: string): Mark[] {
  return words.flatMap((word, index) =>
    (phrases.get(plain(word)) ?? []).flatMap((phrase) => {
      const candidates = words.slice(index, index + phrase.length);
      return phrase.every((part, at) => part === plain(candidates[at])) ? markOf(candidates, phrase, text) : [];
    }),
  );
}

/** No mark where a comma or the like parts the words. */
function markOf(words: readonly Word[], phrase: readonly string[], text: string): Mark[] {
  const start = words[0]?.start ?? 0;
  const end = words.at(-1)?.end ?? start;
  const actual = text.slice(start, end);
  if (plainText(actual).replaceAll(/\s+/g, ' ') !== phrase.join(' ')) return [];
  const message = fillers.has(phrase.join(' '))
    ? `${cited(actual)} adds no meaning here; leave it out.`
    : `${cited(actual)} weakens the claim; commit to it, or say what it depends on.`;
  return [{ start, end, message }];
}

function plain(word: Word | undefined): string {
  return plainText(word?.text ?? '');
}

function plainText(text: string): string {
  return text.toLowerCase().replaceAll('’', "'");
}
