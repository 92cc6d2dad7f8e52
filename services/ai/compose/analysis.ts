import { listedFindings } from '../findings.ts';
import type { RuleName } from '../rules/rule.ts';
import { byRule, counted, type Group, longestSentence, notEnglish, openingOf, quoted, type Study } from './study.ts';

/** The figures of the text, and the findings rule by rule. */
export function analysis(study: Study): string {
  const longest = longestSentence(study);
  if (longest === undefined) return 'The text holds no words, so there is nothing to measure.';
  const { sentences, words, wordsPerSentence } = study.metrics;
  const figures = [
    `The text has ${counted(words, 'word')} in ${counted(sentences, 'sentence')}: ${wordsPerSentence} per sentence on average.`,
    `The longest sentence has ${counted(longest.words.length, 'word')}: ${quoted(study, longest)}`,
  ].join(' ');
  return [figures, ...ruleByRule(study), ...(study.english ? [] : [notEnglish])].join('\n\n');
}

function ruleByRule(study: Study): string[] {
  const groups = byRule(study);
  const found = new Set(groups.map(({ key }) => key));
  const silent = applied(study).filter((rule) => !found.has(rule));
  const nothing = silent.length === 0 ? [] : [`Nothing found: ${silent.map((rule) => names[rule]).join(', ')}.`];
  if (groups.length === 0) return nothing;
  const total = `${counted(study.remarks.length, 'finding')}${unlisted(study)}:`;
  return [[total, ...groups.map(line)].join('\n'), ...nothing];
}

function unlisted({ remarks }: Study): string {
  return remarks.length > listedFindings ? `, of which the first ${listedFindings} are listed` : '';
}

function line({ key, remarks }: Group<RuleName>): string {
  const first = remarks[0]?.finding;
  const example = remarks.length === 1 ? 'in' : 'first in';
  return `- ${names[key]}: ${remarks.length}, ${example} ${openingOf(first?.quote ?? '')} ${first?.message ?? ''}`;
}

function applied({ english }: Study): RuleName[] {
  return english
    ? ['sentence-length', 'readability', 'passive-voice', 'repetition', 'simpler-wording', 'hedging']
    : ['sentence-length'];
}

const names: Readonly<Record<RuleName, string>> = {
  'sentence-length': 'long sentences',
  readability: 'hard sentences',
  'passive-voice': 'passive voice',
  repetition: 'repeated words',
  'simpler-wording': 'wording that could be simpler',
  hedging: 'hedging',
};
