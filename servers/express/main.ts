import { type Adapter, type Api, runServer } from '../run.ts';
import { createExpressServer } from './app.ts';

/** Runs the Express server as a process of its own, over this project's API or another. */
export function run(api?: Api): Promise<void> {
  const adapter: Adapter = {
    name: 'express',
    port: ({ EXPRESS_PORT }) => EXPRESS_PORT,
    create: createExpressServer,
  };
  return runServer(adapter, api);
}
