import { type Adapter, runServer } from '../../../servers/run.ts';
import { createRawServer } from './server.ts';

/** Runs the server without a framework as a process of its own: the same configuration, services, log and end as the other two. */
await runServer({
  // The name shows in log lines alone; the two that production has are told apart by type.
  name: 'raw' as Adapter['name'],
  port: () => 0,
  create: async (options) => createRawServer(options),
});
