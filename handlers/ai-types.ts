import { operations } from '../contract/operations.gen.ts';
import type { AnswerType, Role } from './context.ts';

/** The types of answer that a role may ask for, as the contract has them (`x-ai-types`). */
export function answerTypesOf(role: Role): readonly AnswerType[] {
  return operations.generate.extensions['x-ai-types'][role];
}
