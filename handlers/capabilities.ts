import { operations } from '../contract/operations.gen.ts';
import type { operations as Operations } from '../contract/schema.gen.ts';
import { answerTypesOf } from './ai-types.ts';
import { identified } from './identified.ts';
import type { Handler } from './operation.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;

/** What the user's role may ask for, and the budgets that the contract gives one user. */
export const capabilities: Handler<Operations['capabilities']> = async ({ identity }) => {
  const availableTypes = [...answerTypesOf(identified(identity).user.role)];
  const rateLimits = { perMinute: userLimit(MINUTE_SECONDS), perHour: userLimit(HOUR_SECONDS) };
  return { status: 200, body: { success: true, data: { availableTypes, rateLimits } } };
};

function userLimit(windowSeconds: number): number {
  const limit = operations.generate.limits.find(
    (entry) => entry.by === 'user' && entry.windowSeconds === windowSeconds,
  );
  if (limit === undefined)
    throw new Error(`the contract gives generate no budget per user and ${windowSeconds} seconds`);
  return limit.limit;
}
