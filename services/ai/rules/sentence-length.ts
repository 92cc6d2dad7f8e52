import { beginningOf } from '../quote.ts';
import type { Sentence } from '../reading.ts';
import type { Rule } from './rule.ts';
import { cited } from './wording.ts';

/** More words in one sentence than a reader of the level keeps in mind. */
export const sentenceLength: Rule = {
  name: 'sentence-length',
  english: false,
  find: ({ sentences }, { sentenceWords }) =>
    sentences
      .filter(({ words }) => words.length > sentenceWords)
      .map((sentence) => ({
        ...beginningOf(sentence),
        message: `${sentence.words.length} words in one sentence; aim for ${sentenceWords} at most. ${splitAdvice(sentence)}`,
      })),
};

const joints: ReadonlySet<string> = new Set(
  'after although and because before but however since so unless when where whereas which while who'.split(' '),
);

/** Where the sentence could end early: at the conjunction nearest to its middle, named with the words that follow it. */
function splitAdvice({ words }: Sentence): string {
  const middle = words.length / 2;
  const reach = words.length / 4;
  const [joint] = words
    .map((word, index) => ({ index, distance: Math.abs(index - middle), word: word.text.toLowerCase() }))
    .filter(({ word, distance }) => distance <= reach && joints.has(word))
    .toSorted((one, other) => one.distance - other.distance);
  if (joint === undefined) return 'Split it where a new thought begins.';
  const phrase = words.slice(joint.index, joint.index + 3).map(({ text }) => text);
  return `It could be split before ${cited(phrase.join(' '))}.`;
}
