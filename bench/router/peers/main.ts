/** Runs one peer as a process: `node main.ts <name> <backend URL>`. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PEERS } from './peers.ts';

const [name = '', backend = ''] = process.argv.slice(2);
const create = PEERS.get(name);
if (create === undefined)
  throw new Error(`unknown peer ${JSON.stringify(name)}; allowed: ${[...PEERS.keys()].join(', ')}`);
const server = await create(backend);
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
await once(server, 'listening');
// Only pipes and closed servers have an address of another form.
process.send?.({ kind: 'listening', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
// An end in order, so that a profiler writes what it has.
for (const reason of ['disconnect', 'SIGTERM']) process.once(reason, () => process.exit());
