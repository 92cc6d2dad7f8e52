import type { Span } from './reading.ts';

const longest = 200;

/**
 * The writer's sentence on one line, for an answer to quote. One of more than 200 characters is cut at words, with an ellipsis
 * where something is missing, so that it still holds the place `around` which the finding is.
 */
export function quoteOf(text: string, sentence: Span, around: Span): string {
  const whole = oneLine(text.slice(sentence.start, sentence.end));
  if (whole.length <= longest) return whole;
  const lead = oneLine(text.slice(sentence.start, around.start)).length;
  const reach = Math.min(around.end - around.start, longest / 2);
  if (lead + reach <= longest) return `${cutEnd(whole.slice(0, longest), whole[longest])}…`;
  const from = Math.min(lead - (longest - reach) / 2, whole.length - longest);
  const head = cutStart(whole.slice(from, from + longest), whole[from - 1]);
  if (from + longest >= whole.length) return `…${head}`;
  return `…${cutEnd(head, whole[from + longest])}…`;
}

/** `around` for a finding about the sentence as a whole: its quote begins where the sentence does. */
export function beginningOf({ start }: Span): Span {
  return { start, end: start };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Drops the word that the cut went through; a text of one word is cut inside it, between characters. */
function cutEnd(text: string, next: string | undefined): string {
  if (next === ' ') return text.trimEnd();
  const space = text.lastIndexOf(' ');
  if (space > 0) return text.slice(0, space).trimEnd();
  return isHighSurrogate(text.at(-1)) ? text.slice(0, -1) : text;
}

function cutStart(text: string, previous: string | undefined): string {
  if (previous === ' ') return text.trimStart();
  const space = text.indexOf(' ');
  if (space !== -1 && space < text.length - 1) return text.slice(space + 1);
  return isHighSurrogate(previous) ? text.slice(1) : text;
}

function isHighSurrogate(unit: string | undefined): boolean {
  return unit !== undefined && /^[\ud800-\udbff]$/.test(unit);
}
