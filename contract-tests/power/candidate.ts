import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, PAIR_JWT_SECRET, startProcess } from '../pair.ts';
import type { Fault } from './fault.ts';

/** The server in which a fault is planted. */
export interface Candidate {
  readonly url: string;
  readonly dataDir: string;
  stop(): Promise<void>;
}

/**
 * The running candidate, or a process of its own, on a database of its own, where the fault is in the environment.
 * @param env of the running one, beside the ports, the directory and the secret
 */
export async function startCandidate(
  running: Omit<Candidate, 'stop'>,
  { apply }: Fault,
  env: Readonly<Record<string, string>>,
): Promise<Candidate> {
  if (apply.env === undefined) return { ...running, stop: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), 'lockstep-power-'));
  const { child, url } = await startProcess('fastify', {
    FASTIFY_PORT: '0',
    JWT_SECRET: PAIR_JWT_SECRET,
    DATA_DIR: dataDir,
    ...env,
    ...apply.env,
  });
  return {
    url,
    dataDir,
    stop: async () => {
      await end(child, 'SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
