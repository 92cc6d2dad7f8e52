import type { operations } from '../contract/schema.gen.ts';
import type { Handler } from './operation.ts';

/** Alive, and what this process runs; it asks nothing of the database. */
export const health: Handler<operations['health']> = async (_input, { build }) => {
  return { status: 200, body: { status: 'ok', ...build } };
};
