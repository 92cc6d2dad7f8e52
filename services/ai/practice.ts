import type { AnswerType, GenerationRequest, GenerationResult } from '../../handlers/context.ts';

/** Lets `answer` run until the code that it runs through is compiled: each rule finds something in each of these. */
export function practise(answer: (request: GenerationRequest) => GenerationResult): void {
  for (let round = 0; round < rounds; round += 1) {
    for (const type of types) answer({ prompt, type });
  }
}

const rounds = 5;
const types: readonly AnswerType[] = ['suggestion', 'feedback', 'analysis', 'reflection'];

const prompt = (
  'The report was written by the committee. It is very very important that we utilize the results in order to improve ' +
  'the school. Perhaps the pupils could learn more, because the institutional administration subsequently implemented ' +
  'comprehensive organisational methodologies, which were welcomed by nearly everyone who had to work with them in class. '
).repeat(10);
