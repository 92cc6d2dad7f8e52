import { join } from 'node:path';
import type { Contract } from '../../contract/document.ts';
import { openWorld, type Targets } from '../cases/world.ts';
import { installDredd, loadDredd } from '../dredd-package.ts';
import { toSuiteResult } from '../dredd-suite.ts';
import { exercise } from '../exercise.ts';
import { type Pair, startPair } from '../pair.ts';
import { startServersUnderTest } from '../servers-under-test.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import type { Column } from '../table.ts';
import { documentedTransactions } from '../transactions.ts';
import { startCandidate } from './candidate.ts';
import type { Fault } from './fault.ts';
import { type RunningProxy, startProxy } from './proxy/proxy.ts';
import { dropTriggers, plantTriggers } from './triggers.ts';

/** The servers that dredd exercises, in which faults are planted one after the other. It takes them without a seed, as they are. */
export interface DreddStage {
  run(fault: Fault): Promise<SuiteResult>;
  stop(): Promise<void>;
}

/** @throws {Error} when dredd cannot be installed or a server does not start */
export async function openDreddStage(contract: Contract, say: (line: string) => void): Promise<DreddStage> {
  await installDredd(say);
  const Dredd = loadDredd();
  const pairs: Pair[] = [];
  const servers = await startServersUnderTest(async (options) => {
    const pair = await startPair(options);
    pairs.push(pair);
    return pair;
  });
  const documented = documentedTransactions(contract.operations);
  let worlds = 0;
  const columnOf = async (title: string, targets: Targets): Promise<Column> => {
    worlds += 1;
    const world = await openWorld(`power-${worlds}`, worlds, targets);
    return { title, verdict: await exercise(Dredd, { document: contract.document, world }) };
  };
  const runOne = async (fault: Fault): Promise<SuiteResult> => {
    const startedAtMs = performance.now();
    // It stays sound, and need not be asked again for each fault.
    const baseline = await sound;
    const candidate = await withFault(fault, servers.targets('fastify'), pairs, (targets) =>
      columnOf('Fastify', targets),
    );
    const durationMs = performance.now() - startedAtMs;
    return toSuiteResult({
      documented,
      columns: [baseline, candidate],
      selfCheck: { planted: 0, unseen: [] },
      durationMs,
    });
  };
  const sound = columnOf('Express', servers.targets('express'));
  // dredd runs once at a time in a process.
  let last: Promise<unknown> = sound;
  return {
    run(fault) {
      const running = last.then(() => runOne(fault));
      last = running.catch(() => undefined);
      return running;
    },
    stop: () => servers.stop(),
  };
}

async function withFault<T>(
  fault: Fault,
  targets: Targets,
  pairs: readonly Pair[],
  run: (targets: Targets) => Promise<T>,
): Promise<T> {
  const dataDir = pairs.find(({ urls }) => urls.fastify === targets.sound)?.dataDirs.fastify;
  if (dataDir === undefined) throw new Error('the sound candidate belongs to no pair');
  const candidate = await startCandidate({ url: targets.sound, dataDir }, fault, { LOG_LEVEL: 'fatal' });
  const file = join(candidate.dataDir, 'lockstep.sqlite');
  const proxies: RunningProxy[] = [];
  const faulty = async (url: string): Promise<string> => {
    const proxy = await startProxy(url, { plant: fault.apply.plant ?? {} });
    proxies.push(proxy);
    return proxy.url;
  };
  try {
    plantTriggers(file, fault.apply.triggers ?? []);
    return await run({
      sound: await faulty(candidate.url),
      broken: await faulty(targets.broken),
      late: await faulty(targets.late),
    });
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    dropTriggers(file);
    await candidate.stop();
  }
}
