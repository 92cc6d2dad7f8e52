import { problem } from '../contract/problems.ts';
import type { operations } from '../contract/schema.gen.ts';
import type { Handler } from './operation.ts';

/** Ready as long as the database answers. */
export const ready: Handler<operations['ready']> = async (_input, { users, log }) => {
  try {
    await users.ping();
    return { status: 200, body: { status: 'ready' } };
  } catch (error) {
    log.error({ err: error }, 'the database does not answer');
    return problem('not_ready', 'The database does not answer.', { headers: { 'retry-after': '5' } });
  }
};
