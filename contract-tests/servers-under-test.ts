import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Targets } from './cases/world.ts';
import { type Pair, type ServerName, startPair } from './pair.ts';

/** Three pairs, one for each state in which servers have to be met. */
export interface ServersUnderTest {
  targets(name: ServerName): Targets;
  stop(): Promise<void>;
}

/** @throws {Error} when a server does not start; those that did are stopped */
export async function startServersUnderTest(start = startPair): Promise<ServersUnderTest> {
  const starts = await Promise.allSettled([start(), start(), start({ env: { AI_TIMEOUT_MS: '1' } })]);
  const pairs = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async () => {
    await Promise.all(pairs.map((pair) => pair.stop()));
  };
  const [sound, broken, late] = pairs;
  if (sound === undefined || broken === undefined || late === undefined) {
    await stop();
    throw starts.find((start) => start.status === 'rejected')?.reason ?? new Error('a pair did not start');
  }
  loseUsers(broken);
  return {
    targets: (name) => ({ sound: sound.urls[name], broken: broken.urls[name], late: late.urls[name] }),
    stop,
  };
}

/** Takes the users' table away under both servers: whatever asks for a user now fails as no handler expects. */
function loseUsers({ dataDirs }: Pair): void {
  const database = new DatabaseSync(join(dataDirs.express, 'lockstep.sqlite'), { timeout: 2000 });
  try {
    database.exec('alter table users rename to lost_users');
  } finally {
    database.close();
  }
}
