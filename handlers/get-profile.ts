import type { operations } from '../contract/schema.gen.ts';
import { identified } from './identified.ts';
import type { Handler } from './operation.ts';

export const getProfile: Handler<operations['getProfile']> = async ({ identity }) => {
  return { status: 200, body: { user: identified(identity).user } };
};
