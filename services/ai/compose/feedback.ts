import type { Sentence } from '../reading.ts';
import type { RuleName } from '../rules/rule.ts';
import { byRule, counted, type Group, longestSentence, notEnglish, openingOf, quoted, type Study } from './study.ts';

/** What works, with a sentence that shows it, and what to improve, the weightiest first. */
export function feedback(study: Study): string {
  if (study.metrics.words === 0)
    return 'There are no words here to comment on yet. Write a few sentences, and ask again.';
  return [strengths(study), ...improvements(study), ...(study.english ? [] : [notEnglish])].join('\n\n');
}

function strengths(study: Study): string {
  const { metrics, english, remarks, level } = study;
  const found = new Set(remarks.map(({ finding }) => finding.rule));
  const praise = (english ? rulesToPraise : languageFree)
    .filter((rule) => !found.has(rule))
    .map((rule) => praises[rule]);
  const easy = metrics.wordsPerSentence <= level.sentenceWords ? ', which is easy to follow' : '';
  const clear = clearestSentence(study);
  const example = clear === undefined ? [] : [`A sentence that does its work: ${quoted(study, clear)}`];
  const measured = `You wrote ${size(study)}${easy}.`;
  return ['What works:', measured, ...(metrics.words < 5 ? [] : praise.slice(0, 2)), ...example].join(' ');
}

function size({ metrics: { sentences, words, wordsPerSentence } }: Study): string {
  if (sentences === 1) return `1 sentence of ${counted(words, 'word')}`;
  return `${sentences} sentences with ${counted(wordsPerSentence, 'word')} on average`;
}

function improvements(study: Study): string[] {
  const groups = byRule(study);
  const longest = longestSentence(study);
  if (groups.length > 0) return ['What to improve, the most important first:', ...groups.slice(0, 4).map(improvement)];
  if (longest === undefined) return [];
  const sentence = quoted(study, longest);
  if (study.metrics.words < 5) {
    return [`What to improve: ${sentence} is very short. Say more, so that there is something to judge.`];
  }
  return [`What to improve: nothing that the rules know. Ask somebody whether ${sentence} says what you mean.`];
}

function improvement({ key, remarks }: Group<RuleName>, index: number, groups: readonly Group<RuleName>[]): string {
  const first = remarks[0]?.finding;
  const quote = first?.quote ?? '';
  const places = remarks.length === 1 ? '' : ` (${remarks.length} places)`;
  const given = groups.slice(0, index).some((group) => group.remarks[0]?.finding.quote === quote);
  return `${index + 1}. ${names[key]}${places}: ${given ? openingOf(quote) : `“${quote}”`} ${first?.message ?? ''}`;
}

/** The longest sentence that no rule objects to; a very short one shows nothing. */
function clearestSentence({ reading, remarks }: Study): Sentence | undefined {
  const marked = new Set(remarks.map(({ sentence }) => sentence));
  return reading.sentences
    .filter((sentence) => !marked.has(sentence) && sentence.words.length >= 4)
    .toSorted((one, other) => other.words.length - one.words.length)[0];
}

const languageFree: readonly RuleName[] = ['sentence-length'];
const rulesToPraise: readonly RuleName[] = [
  'passive-voice',
  'hedging',
  'readability',
  'sentence-length',
  'simpler-wording',
];

const praises: Readonly<Record<RuleName, string>> = {
  'passive-voice': 'Your sentences say who acts.',
  hedging: 'You stand by what you claim.',
  readability: 'No sentence is hard to read.',
  'sentence-length': 'No sentence is too long.',
  'simpler-wording': 'Your words are plain.',
  repetition: 'No word is doubled.',
};

const names: Readonly<Record<RuleName, string>> = {
  'sentence-length': 'Sentence length',
  readability: 'Readability',
  'passive-voice': 'Passive voice',
  repetition: 'Repetition',
  'simpler-wording': 'Simpler wording',
  hedging: 'Hedging',
};
