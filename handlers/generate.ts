import { problem } from '../contract/problems.ts';
import type { operations } from '../contract/schema.gen.ts';
import { answerTypesOf } from './ai-types.ts';
import { AiUnavailableError } from './context.ts';
import { identified } from './identified.ts';
import type { Handler } from './operation.ts';

/** Answers a prompt with the type of text that was asked for, where the user's role may ask for it. */
export const generate: Handler<operations['generate']> = async ({ body, identity }, { ai }) => {
  const { role } = identified(identity).user;
  const allowed = answerTypesOf(role);
  if (!allowed.includes(body.type)) {
    return problem('ai_type_forbidden', `The role ${role} may ask for: ${allowed.join(', ')}.`);
  }
  try {
    const { data, usage } = await ai.generate(body);
    return { status: 200, body: { success: true, data, usage } };
  } catch (error) {
    if (!(error instanceof AiUnavailableError)) throw error;
    return problem('ai_unavailable', error.message, { headers: { 'retry-after': String(error.retryAfterSeconds) } });
  }
};
