import { once } from 'node:events';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { startDoctor } from './doctor.ts';
import type { FaultReport } from './fault.ts';
import { type FaultVerdict, judgeFaults } from './judge.ts';
import { startLoad } from './load.ts';
import type { ChaosOptions } from './options.ts';
import { countAccounts, settlePeople } from './people.ts';
import { judgeRegistrations, type Registrations } from './registrations.ts';
import { type Credentials, createRequests, credentialsOf, randomFrom } from './requests.ts';
import { scriptFor } from './script.ts';
import { isWhole, whatHolds } from './split.ts';
import { pause } from './wait.ts';
import { startWorld, type World } from './world.ts';

export interface ChaosResult {
  readonly verdicts: readonly FaultVerdict[];
  readonly registrations: Registrations;
  /** Empty where all went as promised. */
  readonly failures: readonly string[];
  /** Why the run says too little: the machine had no time for the servers. */
  readonly inconclusive: string | undefined;
  readonly seconds: number;
  readonly seed: number;
  /** The router's last lines. */
  readonly lastLines: readonly string[];
}

export interface ChaosRun extends ChaosOptions {
  readonly say: (line: string) => void;
  /** Variables of the router beside those that the test needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Aborted where the run is not wanted any more. */
  readonly signal?: AbortSignal;
}

const PEOPLE = 400;
/** Before the first fault, so that there is something to compare with. */
const WARM_UP_MS = 3_000;
/** At least; what time the faults leave is spread between them. */
const BETWEEN_MS = 500;
const USUAL_MS = 5_000;
const START_WITHIN_MS = 10_000;
/** What a retiring worker or server may still have to write to its log. */
const SETTLE_MS = 500;

/** @throws {Error} where the processes do not come up, or the run was interrupted; they are ended then */
export async function runChaos(options: ChaosRun): Promise<ChaosResult> {
  const { env, signal } = options;
  const world = await startWorld(env, signal);
  try {
    return await Promise.race([runIn(world, options), ...(signal === undefined ? [] : [interrupted(signal)])]);
  } finally {
    await world.stop();
  }
}

async function interrupted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

async function runIn(world: World, { seconds, seed, requestsPerSecond, say }: ChaosRun): Promise<ChaosResult> {
  const { operations } = loadContract(OWN_CONTRACT);
  if (!(await isWhole(world, START_WITHIN_MS))) throw new Error(`the split was never set: ${await whatHolds(world)}`);
  const people = settlePeople(world.dataDir, PEOPLE);
  const registered: Credentials[] = [];
  const startedAt = performance.now();
  const load = startLoad({
    url: world.url,
    requestsPerSecond,
    requests: createRequests(randomFrom(seed), people, registered, String(seed)),
    onEnd({ email, outcome }) {
      if (email === undefined || outcome.kind !== 'answered' || outcome.status !== 201) return;
      registered.push(credentialsOf(email));
    },
  });
  const doctor = startDoctor(world.serverUrls);
  const faults: FaultReport[] = [];
  try {
    await pause(WARM_UP_MS);
    const script = scriptFor(seconds);
    for (const [index, strike] of script.entries()) {
      const report = await strike({ ...world, rush: load.rush });
      faults.push(report);
      say(`${report.name}: ${report.rollback?.tookMs ?? '-'} ms, ${report.recovery}`);
      const left = script.length - index - 1;
      const spare = seconds * 1_000 - (performance.now() - startedAt) - left * USUAL_MS;
      await pause(Math.max(BETWEEN_MS, spare / (left + 1)));
    }
  } finally {
    await load.stop();
    doctor.stop();
  }
  const took = (performance.now() - startedAt) / 1_000;
  await pause(SETTLE_MS);
  const verdicts = judgeFaults(load.records, faults, operations, doctor.checkups);
  const registrations = judgeRegistrations(load.records, countAccounts(world.dataDir), world.registrationRuns);
  return {
    verdicts,
    registrations,
    failures: [...verdicts.flatMap(({ failures }) => failures), ...registrations.failures],
    inconclusive: whyInconclusive(verdicts),
    seconds: took,
    seed,
    lastLines: world.lastLines,
  };
}

/** While no server is well nobody can say what the router would have done. */
const MAX_WITHOUT_SERVER = 0.01;

function whyInconclusive(verdicts: readonly FaultVerdict[]): string | undefined {
  const sum = (of: (verdict: FaultVerdict) => number) => verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const [failed, all] = [sum(({ counts }) => counts.noServer), sum(({ counts }) => counts.requests)];
  if (failed <= all * MAX_WITHOUT_SERVER) return undefined;
  return `${failed} of ${all} requests failed while neither server answered its health path in time: the machine is too busy`;
}
