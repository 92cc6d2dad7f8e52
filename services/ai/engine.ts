/**
 * The local engine: reads a prompt as a piece of writing and answers with text about it. Pure and synchronous: the same
 * request always has the same answer.
 */
import type { AnswerType, GenerationRequest, GenerationResult } from '../../handlers/context.ts';
import { analysis } from './compose/analysis.ts';
import { feedback } from './compose/feedback.ts';
import { reflection } from './compose/reflection.ts';
import type { Study } from './compose/study.ts';
import { suggestion } from './compose/suggestion.ts';
import { listedFindings, remarksOn } from './findings.ts';
import { looksEnglish } from './language.ts';
import { levelOf } from './level.ts';
import { measure } from './metrics.ts';
import { countTokens, read } from './reading.ts';

/** Answers a prompt of any content; the contract bounds its length. */
export function answer({ prompt, type, context }: GenerationRequest): GenerationResult {
  const study = studyOf(prompt, context?.studentLevel);
  const content = compose[type](study);
  return {
    data: {
      content,
      type,
      provider: 'local',
      findings: study.remarks.slice(0, listedFindings).map(({ finding }) => finding),
      metrics: study.metrics,
    },
    usage: { promptTokens: study.reading.tokens, responseTokens: countTokens(content) },
  };
}

const compose: Record<AnswerType, (study: Study) => string> = { suggestion, feedback, analysis, reflection };

function studyOf(prompt: string, studentLevel: string | undefined): Study {
  const level = levelOf(studentLevel);
  const reading = read(prompt);
  const english = looksEnglish(reading);
  return { reading, level, english, metrics: measure(reading), remarks: remarksOn(reading, level, english) };
}
