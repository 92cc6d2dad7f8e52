import type { Remark } from '../findings.ts';
import { bySentence, counted, type Group, longestSentence, notEnglish, quoted, type Study } from './study.ts';

/** The most useful changes: the sentence to start with and what to do about it, and where to go from there. */
export function suggestion(study: Study): string {
  const paragraphs = study.remarks.length === 0 ? [withoutRemarks(study)] : changes(study);
  return [...paragraphs, ...(study.english ? [] : [notEnglish])].join('\n\n');
}

const messagesEach = 3;

function changes(study: Study): string[] {
  const [first, ...others] = bySentence(study);
  if (first === undefined) return [];
  const next = others.slice(0, 2).map((group) => `Then look at this one: ${quotedIn(group)} ${advice(group)}`);
  return [`Start with this sentence: ${quotedIn(first)} ${advice(first)}`, ...next];
}

function withoutRemarks(study: Study): string {
  const longest = longestSentence(study);
  if (longest === undefined) {
    return 'There are no words here to work on yet. Write a sentence or two about what you want to say, and ask again.';
  }
  const { words } = study.metrics;
  if (words < 5) {
    return `${quoted(study, longest)} is a start, but too short to improve. Make it a whole sentence: who does what, and why it matters.`;
  }
  if (!study.english) {
    return `Your sentences are not too long; this is the longest, with ${counted(longest.words.length, 'word')}: ${quoted(study, longest)}`;
  }
  return (
    `Nothing here needs repair. To go one step further, read your longest sentence aloud: ${quoted(study, longest)} ` +
    `It has ${counted(longest.words.length, 'word')}; if one of them could go without anyone missing it, let it go.`
  );
}

function quotedIn({ remarks }: Group<unknown>): string {
  return `“${remarks[0]?.finding.quote ?? ''}”`;
}

function advice({ remarks }: { readonly remarks: readonly Remark[] }): string {
  const messages = remarks.slice(0, messagesEach).map(({ finding }) => finding.message);
  const more = remarks.length - messages.length;
  return [...messages, ...(more > 0 ? [`(${more} more in the findings.)`] : [])].join(' ');
}
