import { type Adapter, type Api, runServer } from '../run.ts';
import { createFastifyServer } from './app.ts';

/** Runs the Fastify server as a process of its own, over this project's API or another. */
export function run(api?: Api): Promise<void> {
  const adapter: Adapter = {
    name: 'fastify',
    port: ({ FASTIFY_PORT }) => FASTIFY_PORT,
    create: async (options) => {
      const app = await createFastifyServer(options);
      await app.ready();
      return app.server;
    },
  };
  return runServer(adapter, api);
}
