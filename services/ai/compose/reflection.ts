import type { Remark } from '../findings.ts';
import type { RuleName } from '../rules/rule.ts';
import { bySentence, longestSentence, notEnglish, quoted, type Study } from './study.ts';

/** Questions to the writer about their own sentences; it leaves the answers to them. */
export function reflection(study: Study): string {
  return [...questions(study), ...(study.english ? [] : [notEnglish])].join('\n\n');
}

const sentencesAsked = 3;

function questions(study: Study): string[] {
  const longest = longestSentence(study);
  if (longest === undefined) {
    return [
      'There are no words here yet. What do you want to say, and who is it for? Begin with one sentence of your own.',
    ];
  }
  if (study.remarks.length === 0) return openQuestions(quoted(study, longest));
  const asked = bySentence(study)
    .slice(0, sentencesAsked)
    .map(({ remarks }) => remarks)
    .toSorted((one, other) => (one[0]?.sentence.start ?? 0) - (other[0]?.sentence.start ?? 0));
  return [...asked.flatMap(ask), 'And for the whole text: what should your reader think or do once they have read it?'];
}

function ask(remarks: readonly Remark[]): string[] {
  const [first, second] = remarks.filter(isFirstOfItsRule);
  if (first === undefined) return [];
  const also = second === undefined ? '' : ` ${asks[second.finding.rule]}`;
  return [`You wrote: “${first.finding.quote}” ${asks[first.finding.rule]}${also}`];
}

function isFirstOfItsRule({ finding }: Remark, index: number, remarks: readonly Remark[]): boolean {
  return remarks.findIndex((other) => other.finding.rule === finding.rule) === index;
}

function openQuestions(sentence: string): string[] {
  return [
    `You wrote: ${sentence} What would a reader who knows nothing about the subject ask you next?`,
    'Which part of it are you surest of, and how do you know?',
    'What did you leave out, and would your reader miss it?',
  ];
}

const asks: Readonly<Record<RuleName, string>> = {
  'sentence-length': 'Which of its thoughts matters most to you, and could that one stand alone?',
  readability: 'Who do you imagine reading this, and which word would make them stop?',
  'passive-voice': 'Who acts here, and do you want your reader to know it?',
  repetition: 'Is a word doubled on purpose, or did it slip in?',
  'simpler-wording': 'How would you say this to a friend across the table?',
  hedging: 'How sure are you of this, and what would make you surer?',
};
