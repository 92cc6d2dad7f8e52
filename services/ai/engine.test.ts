import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnswerType, GenerationResult } from '../../handlers/context.ts';
import { answer } from './engine.ts';
import { listedFindings } from './findings.ts';

const types: readonly AnswerType[] = ['suggestion', 'feedback', 'analysis', 'reflection'];

const passive = 'The report was written by the committee.';
const wordy = 'It is very very important that we utilize the results in order to improve the school.';
const draft = `${passive} ${wordy}`;

function about(prompt: string, type: AnswerType = 'suggestion'): GenerationResult {
  return answer({ prompt, type });
}

test('answers the same request with the same answer', () => {
  for (const type of types) assert.deepEqual(about(draft, type), about(draft, type));
});

test('gives each type an answer of its own that quotes the writer', () => {
  const contents = types.map((type) => about(draft, type).data.content);
  assert.equal(new Set(contents).size, types.length);
  for (const content of contents)
    assert.ok(content.includes(`“${passive}”`) || content.includes(`“${wordy}”`), content);
});

test('lists the findings by their place in the text', () => {
  const { findings } = about(draft).data;
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['passive-voice', 'repetition', 'simpler-wording', 'simpler-wording', 'simpler-wording'],
  );
  assert.deepEqual(new Set(findings.map(({ quote }) => quote)), new Set([passive, wordy]));
});

test('starts a suggestion with the sentence that needs it most', () => {
  assert.match(about(draft).data.content, new RegExp(`^Start with this sentence: “${wordy}”`));
});

test('asks questions in a reflection, and leaves the changes to the writer', () => {
  const { content } = about(draft, 'reflection').data;
  assert.match(content, /Who acts here, and do you want your reader to know it\?/);
  assert.ok(!content.includes('Write “use”'));
});

test('counts the words and the punctuation marks between them as tokens, and no symbols', () => {
  assert.equal(about('Don’t go, please 😀 & stay.').usage.promptTokens, 6);
  const { data, usage } = about(draft, 'feedback');
  assert.equal(usage.promptTokens, 25);
  assert.equal(usage.responseTokens, about(data.content).usage.promptTokens);
});

test('measures sentences and words, and rounds their ratio to one decimal', () => {
  assert.deepEqual(about('We ate. Then we went home. It rained!').data.metrics, {
    sentences: 3,
    words: 8,
    wordsPerSentence: 2.7,
  });
});

test('has something to say about a text without a finding', () => {
  const prompt = 'We walked to the shore. The tide was low and the sand was firm.';
  for (const type of types) {
    const { content, findings } = about(prompt, type).data;
    assert.deepEqual(findings, []);
    assert.match(content, /“The tide was low and the sand was firm\.”/);
  }
});

test('asks for more where there is but one word', () => {
  assert.match(about('Hello').data.content, /^“Hello” is a start, but too short/);
});

for (const prompt of [' ', '\r\n\r\n', '...!?', '😀😀', '\u0000\u0007', ',,,,']) {
  test(`says that ${JSON.stringify(prompt)} holds no words`, () => {
    for (const type of types) {
      const { data, usage } = about(prompt, type);
      assert.match(data.content, /no words/);
      assert.deepEqual(data.metrics, { sentences: 0, words: 0, wordsPerSentence: 0 });
      assert.ok(usage.responseTokens > 0);
    }
  });
}

test('checks only the length of sentences in another language, and says so', () => {
  const dutch = 'Wij gaan morgen morgen naar het strand en nemen de kinderen mee, want het wordt mooi weer.';
  for (const prompt of [dutch, 'Это предложение написано по-русски.', '今日は天気がいいです。']) {
    const { content, findings } = about(prompt).data;
    assert.match(content, /does not look like English/);
    assert.deepEqual(findings, []);
  }
});

test('holds the text against the level of the student', () => {
  const prompt = `We walked ${'and walked '.repeat(10)}home.`;
  const rulesFor = (studentLevel: string) =>
    answer({ prompt, type: 'analysis', context: { studentLevel } }).data.findings.map(({ rule }) => rule);
  assert.ok(rulesFor('Primary_School').includes('sentence-length'));
  assert.ok(!rulesFor('university').includes('sentence-length'));
  assert.deepEqual(rulesFor('__proto__'), rulesFor('secondary'));
});

test('reads Windows line ends like others, and quotes on one line', () => {
  const [finding] = about('First line.\r\n\r\nThe report\r\nwas written quickly.').data.findings;
  assert.equal(finding?.quote, 'The report was written quickly.');
});

test('answers hostile text in well-formed text', () => {
  for (const prompt of [
    '\ud800 was written \udfff',
    '<script>alert(1)</script> was written',
    'a\u0000was written\u202e',
  ]) {
    for (const type of types) assert.ok(JSON.stringify(about(prompt, type)).isWellFormed());
    assert.doesNotMatch(JSON.stringify(about(prompt)), /\\ud[89a-f]/);
  }
});

test('lists no more findings than it promises, and counts the others', () => {
  const { content, findings } = about('It was done. '.repeat(300), 'analysis').data;
  assert.equal(findings.length, listedFindings);
  assert.match(content, /300 findings, of which the first 50 are listed/);
});

test('keeps its answer short whatever 4,000 characters it is given', () => {
  for (const part of [
    'a ',
    'i ',
    ',',
    '\n',
    'x',
    'is done ',
    'in order to ',
    'The cat sat and ',
    '😀',
    '\ud800',
    'e\u0301',
  ]) {
    const prompt = part.repeat(4000 / part.length);
    for (const type of types)
      assert.ok(about(prompt, type).data.content.length < 4000, `${JSON.stringify(part)} ${type}`);
  }
});
