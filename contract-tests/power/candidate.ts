import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, PAIR_JWT_SECRET, PAIR_REPLAY_TOKEN, startProcess } from '../pair.ts';
import type { Fault } from './fault.ts';
import { isInProcess, withPlant } from './process-plant.ts';

/** The server in which a fault is planted. */
export interface Candidate {
  readonly url: string;
  readonly dataDir: string;
  stop(): Promise<void>;
}

/**
 * The running candidate, or a process of its own, on a database of its own, where the fault is in the process.
 * @param env of the running one, beside the ports, the directory and the secret
 */
export async function startCandidate(
  running: Omit<Candidate, 'stop'>,
  { apply }: Fault,
  env: Readonly<Record<string, string>>,
): Promise<Candidate> {
  if (!isInProcess(apply)) return { ...running, stop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-power-'));
  const { child, url } = await startProcess('fastify', {
    FASTIFY_PORT: '0',
    JWT_SECRET: PAIR_JWT_SECRET,
    ROUTER_REPLAY_TOKEN: PAIR_REPLAY_TOKEN,
    DATA_DIR: dataDir,
    ...env,
    NODE_OPTIONS: withPlant({ server: 'fastify', ...apply }),
  });
  return {
    url,
    dataDir,
    stop: async () => {
      // The fault may be that it does not end when it is asked to.
      await end(child, 'SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
