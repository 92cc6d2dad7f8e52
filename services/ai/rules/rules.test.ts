import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../engine.ts';
import type { Finding } from '../findings.ts';

const around = 'The children of the village came to the hall in the evening.';

interface Planted {
  readonly rule: Finding['rule'];
  readonly fault: string;
  readonly message: RegExp;
  readonly replacements?: readonly string[];
}

const long =
  'We went to the market and bought apples and pears for my aunt because she had asked us to bring her some fruit for the cake that she makes.';

const faults: readonly Planted[] = [
  { rule: 'passive-voice', fault: 'The window was broken.', message: /“broken”/ },
  { rule: 'passive-voice', fault: 'The road was quickly repaired by two men.', message: /“repaired”/ },
  { rule: 'repetition', fault: 'We saw the the moon.', message: /“the” stands twice/, replacements: ['the'] },
  { rule: 'simpler-wording', fault: 'They utilize a boat.', message: /“use” instead/, replacements: ['use'] },
  {
    rule: 'simpler-wording',
    fault: 'She ran in order to win.',
    message: /“to” instead of “in order to”/,
    replacements: ['to'],
  },
  {
    rule: 'simpler-wording',
    fault: 'In view of the above we stay.',
    message: /“In view of the above”/,
    replacements: ['so'],
  },
  { rule: 'hedging', fault: 'Perhaps the boat sank.', message: /^“Perhaps” weakens the claim/ },
  { rule: 'hedging', fault: 'It  seems the boat sank.', message: /^“It seems” weakens the claim/ },
  { rule: 'hedging', fault: 'The boat basically sank.', message: /“basically” adds no meaning/ },
  {
    rule: 'sentence-length',
    fault: long,
    message: /^29 words in one sentence; aim for 25 at most\. .*“because she had”/,
  },
  {
    rule: 'readability',
    fault: 'Institutional administration necessitates comprehensive methodological considerations.',
    message:
      /“considerations” and “administration”|“administration” and “considerations”|“Institutional”|“methodological”/,
  },
];

for (const { rule, fault, message, replacements } of faults) {
  test(`${rule} finds “${fault}” and quotes it`, () => {
    const found = findings(`${around} ${fault} ${around}`).filter((finding) => finding.rule === rule);
    assert.equal(found.length, 1, JSON.stringify(found));
    assert.equal(found[0]?.quote, fault.replaceAll('  ', ' '));
    assert.match(found[0]?.message ?? '', message);
    assert.deepEqual(found[0]?.replacements, replacements);
  });
}

const innocent = [
  around,
  'He was born in May and is gone now.',
  'The tired man was interested in boats.',
  'We had had enough of the sea.',
  'There is a type of boat that we like rather than the others.',
  'It, seems to me, was fine.',
];

for (const sentence of innocent) {
  test(`no rule objects to “${sentence}”`, () => assert.deepEqual(findings(sentence), []));
}

function findings(prompt: string): readonly Finding[] {
  return answer({ prompt, type: 'analysis' }).data.findings;
}
