import type { Remark } from '../findings.ts';
import type { Level } from '../level.ts';
import type { Metrics } from '../metrics.ts';
import { beginningOf, quoteOf } from '../quote.ts';
import type { Reading, Sentence } from '../reading.ts';
import type { RuleName } from '../rules/rule.ts';

/** What is known of a text before anything is said about it. */
export interface Study {
  readonly reading: Reading;
  readonly level: Level;
  readonly english: boolean;
  readonly metrics: Metrics;
  readonly remarks: readonly Remark[];
}

export interface Group<Key> {
  readonly key: Key;
  readonly remarks: readonly Remark[];
  /** How much it costs a reader, by the weights of its rules. */
  readonly weight: number;
}

/** The remarks sentence by sentence, the heaviest first; of equal ones, the one that comes first in the text. */
export function bySentence({ remarks }: Study): Group<Sentence>[] {
  return grouped(remarks, ({ sentence }) => sentence);
}

/** The remarks rule by rule, the heaviest first. */
export function byRule({ remarks }: Study): Group<RuleName>[] {
  return grouped(remarks, ({ finding }) => finding.rule);
}

/** The sentence with the most words; of equal ones the first. `undefined` for a text without words. */
export function longestSentence({ reading }: Study): Sentence | undefined {
  return reading.sentences.toSorted((one, other) => other.words.length - one.words.length)[0];
}

/** The sentence from its beginning, in quotation marks. */
export function quoted({ reading }: Study, sentence: Sentence): string {
  return `“${quoteOf(reading.text, sentence, beginningOf(sentence))}”`;
}

/** A quote's first words, for an answer that has already given it whole. */
export function openingOf(quote: string): string {
  const words = quote.split(' ');
  return words.length <= 8 ? `“${quote}”` : `“${words.slice(0, 6).join(' ')}…”`;
}

/** `1 word`, `2 words`. */
export function counted(count: number, singular: string): string {
  return `${count} ${singular}${count === 1 ? '' : 's'}`;
}

/** What an answer admits where only some of the rules could be applied. */
export const notEnglish =
  'This does not look like English, so only the length of its sentences was checked; the other rules know English alone.';

const weights: Readonly<Record<RuleName, number>> = {
  'sentence-length': 5,
  readability: 4,
  'passive-voice': 3,
  repetition: 3,
  'simpler-wording': 2,
  hedging: 1,
};

function grouped<Key>(remarks: readonly Remark[], keyOf: (remark: Remark) => Key): Group<Key>[] {
  return [...Map.groupBy(remarks, keyOf)]
    .map(([key, group]) => ({ key, remarks: group, weight: weightOf(group) }))
    .toSorted((one, other) => other.weight - one.weight);
}

function weightOf(remarks: readonly Remark[]): number {
  return remarks.reduce((sum, { finding }) => sum + weights[finding.rule], 0);
}
