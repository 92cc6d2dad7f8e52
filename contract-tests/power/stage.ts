import { join } from 'node:path';
import type { Contract } from '../../contract/document.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import { call } from '../client.ts';
import { startPair } from '../pair.ts';
import type { Person, Subjects } from '../suites/subjects.ts';
import { startCandidate } from './candidate.ts';
import type { Fault } from './fault.ts';
import { isInProcess } from './process-plant.ts';
import { startProxy } from './proxy/proxy.ts';
import { dropTriggers, forgetUsers, plantTriggers } from './triggers.ts';

/** What a suite compares here: the two servers, one of them with a fault, and where their rows are. */
export interface PlantedSubjects extends Subjects {
  /** Database files. */
  readonly files: { readonly baseline: string; readonly candidate: string };
}

/** Two running servers in which faults are planted one after the other. */
export interface Stage {
  /** Plants the fault, runs on it, and takes it out again: the servers are then as if they were fresh. */
  plant<T>(fault: Fault, run: (subjects: PlantedSubjects) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const SEEDED = { NODE_ENV: 'test', LOCKSTEP_TEST_SEED: 'power', LOG_LEVEL: 'fatal', AI_TIMEOUT_MS: '60000' };
const DATABASE = 'lockstep.sqlite';

/** @throws {Error} with what a server printed, when it does not start */
export async function openStage(contract: Contract): Promise<Stage> {
  const pair = await startPair({ databases: 'separate', env: SEEDED });
  let runs = 0;
  return {
    async plant(fault, run) {
      runs += 1;
      const candidate = await startCandidate({ url: pair.urls.fastify, dataDir: pair.dataDirs.fastify }, fault, SEEDED);
      const files = { baseline: join(pair.dataDirs.express, DATABASE), candidate: join(candidate.dataDir, DATABASE) };
      for (const file of Object.values(files)) {
        dropTriggers(file);
        forgetUsers(file);
      }
      plantTriggers(files.candidate, fault.apply.triggers ?? []);
      const caseMark = `${runs.toString(36)}.`;
      const proxies = await Promise.all([
        startProxy(pair.urls.express, { caseMark }),
        startProxy(candidate.url, { caseMark, plant: fault.apply.plant ?? {} }),
      ]);
      const [baseline, planted] = proxies;
      try {
        return await run({
          contract,
          baseline: baseline.url,
          candidate: planted.url,
          seeded: true,
          rules: rulesFor(fault),
          enroll: (name) => enroll([pair.urls.express, candidate.url], `power/${runs}/${name}`),
          files,
        });
      } finally {
        await Promise.all(proxies.map((proxy) => proxy.stop()));
        dropTriggers(files.candidate);
        await candidate.stop();
      }
    },
    stop: () => pair.stop(),
  };
}

/** `/health` would tell another environment or other files by its digests; what counts here is how a candidate behaves. */
export function rulesFor({ apply }: Fault): RulesOptions {
  return isInProcess(apply) ? { volatilePlaces: ['/configuration', '/build'] } : {};
}

/** Past the proxies, and content with one server's token: a suite has to see for itself what is wrong with the other's. */
async function enroll(urls: readonly string[], name: string): Promise<Person> {
  const email = `${name.replaceAll(/[^\w.-]+/g, '-').toLowerCase()}@example.org`;
  const body = { email, password: 'correct horse battery', firstName: 'Ada', lastName: 'L', role: 'educator' };
  const headers = { 'x-lockstep-case': name };
  const [reply] = await Promise.all(urls.map((url) => call(url, 'POST /api/auth/register', { body, headers })));
  const token: unknown = reply?.body.token;
  if (typeof token !== 'string') throw new Error(`${name} could not be registered: status ${reply?.status}`);
  return { token, headers: [] };
}
