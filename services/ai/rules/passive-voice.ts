import retextPassive from 'retext-passive';
import type { Reading, Sentence, Span, Word } from '../reading.ts';
import { matchesOf } from './retext-matches.ts';
import type { Mark, Rule } from './rule.ts';
import { cited } from './wording.ts';

/**
 * retext-passive knows the irregular participles (“was written”) that directly follow a form of “be”. Regular ones
 * (“was created”) look like adjectives (“was tired”): they count where “by” follows.
 */
export const passiveVoice: Rule = {
  name: 'passive-voice',
  english: true,
  find({ tree, sentences }: Reading): Mark[] {
    const irregular = matchesOf(check, tree).map((match) => markOf(match, match.actual));
    const regular = sentences.flatMap(regularParticiples).map((word) => markOf(word, word.text));
    return [...irregular, ...regular];
  },
};

/** Participles that after “be” usually describe a state: “is gone”, “was born”. */
const states = [
  'been',
  'become',
  'begun',
  'born',
  'come',
  'cost',
  'fit',
  'gone',
  'grown',
  'lost',
  'rid',
  'run',
  'upset',
];

const check = retextPassive({ ignore: states });

const formsOfBe: ReadonlySet<string> = new Set(['am', 'are', 'were', 'being', 'is', 'been', 'was', 'be']);

function regularParticiples({ words }: Sentence): Word[] {
  return words.filter((word, index) => {
    if (!/^\p{L}{2,}ed$/iu.test(word.text) || words[index + 1]?.text.toLowerCase() !== 'by') return false;
    const before = words[index - 1]?.text.toLowerCase() ?? '';
    const verb = before.endsWith('ly') ? (words[index - 2]?.text.toLowerCase() ?? '') : before;
    return formsOfBe.has(verb);
  });
}

function markOf({ start, end }: Span, participle: string): Mark {
  return { start, end, message: `${cited(participle)} is in the passive voice; say who acts.` };
}
