import type { components } from '../../contract/schema.gen.ts';
import type { Level } from './level.ts';
import { quoteOf } from './quote.ts';
import type { Reading, Sentence } from './reading.ts';
import { rules } from './rules/index.ts';
import type { Mark, Rule } from './rules/rule.ts';

export type Finding = components['schemas']['Finding'];

/** A finding, and the sentence that it is about. */
export interface Remark {
  readonly finding: Finding;
  readonly sentence: Sentence;
}

/** More findings than these are counted but not listed, so that an answer stays in proportion to its prompt. */
export const listedFindings = 50;

/**
 * What the rules find, by position in the text. A remark that says the same of the same sentence is made once, and one that lies
 * within another of the same rule (“in order” in “in order to”) not at all.
 */
export function remarksOn(reading: Reading, level: Level, english: boolean): Remark[] {
  const placed = rules
    .filter((rule) => english || !rule.english)
    .flatMap((rule) => outermost(rule.find(reading, level)).map((mark) => ({ rule, mark })))
    .toSorted((one, other) => one.mark.start - other.mark.start);
  const said = new Set<string>();
  return placed.flatMap(({ rule, mark }) => {
    const sentence = sentenceAround(mark, reading.sentences);
    if (sentence === undefined) return [];
    const key = `${sentence.start} ${rule.name} ${mark.message}`;
    if (said.has(key)) return [];
    said.add(key);
    return [{ finding: findingOf(rule, mark, sentence, reading.text), sentence }];
  });
}

function findingOf({ name }: Rule, mark: Mark, sentence: Sentence, text: string): Finding {
  const { message, replacements } = mark;
  const quote = quoteOf(text, sentence, mark);
  return { rule: name, quote, message, ...(replacements && { replacements }) };
}

function outermost(marks: readonly Mark[]): Mark[] {
  let reached = 0;
  return marks
    .toSorted((one, other) => one.start - other.start || other.end - one.end)
    .filter(({ start, end }) => {
      if (start < reached && end <= reached) return false;
      reached = Math.max(reached, end);
      return true;
    });
}

/** By bisection: a text may hold a thousand sentences and as many marks. */
function sentenceAround({ start }: Mark, sentences: readonly Sentence[]): Sentence | undefined {
  let low = 0;
  let high = sentences.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sentences[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const sentence = sentences[low];
  return sentence !== undefined && sentence.start <= start ? sentence : undefined;
}
