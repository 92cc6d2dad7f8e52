import { runServer } from '../run.ts';
import { createFastifyServer } from './app.ts';

/** Runs the Fastify server as a process of its own. */
export function run(): Promise<void> {
  return runServer({
    name: 'fastify',
    port: ({ FASTIFY_PORT }) => FASTIFY_PORT,
    create: async (options) => {
      const app = await createFastifyServer(options);
      await app.ready();
      return app.server;
    },
  });
}
