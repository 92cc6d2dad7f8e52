import { runServer } from '../run.ts';
import { createExpressServer } from './app.ts';

/** Runs the Express server as a process of its own. */
export function run(): Promise<void> {
  return runServer({
    name: 'express',
    port: ({ EXPRESS_PORT }) => EXPRESS_PORT,
    create: async (options) => createExpressServer(options),
  });
}
