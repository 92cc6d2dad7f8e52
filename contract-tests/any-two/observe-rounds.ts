import { setTimeout as wait } from 'node:timers/promises';
import { observe } from '../wire/connection.ts';
import { type GenericCase, sendsOf, stepsOf } from './cases/build.ts';
import type { Round } from './judge.ts';
import { type KeptBodies, MOST_HELD_BYTES } from './kept-bodies.ts';
import type { TwoServers } from './two-servers.ts';

/** Observations of one request, so that the clock's second and random values show. */
const ROUNDS = 3;
/** Between the first and the last of them; a clock that shows seconds then shows two. */
const APART_MS = 1100;

/** The rounds of each case, all of them. */
export type Rounds = ReadonlyMap<GenericCase, readonly Round[]>;

/**
 * Sends cases to both servers three times each: as many of the cases, from the first on, as there is room for what comes back, and one at
 * least. What is left over is to be asked later.
 * @param kept empty
 * @param onObserved told the requests that each case sent
 */
export async function observeRounds(
  cases: readonly GenericCase[],
  servers: TwoServers,
  kept: KeptBodies,
  onObserved: (requests: number) => void,
): Promise<Rounds> {
  const rounds = new Map<GenericCase, Round[]>();
  const observeOne = async (one: GenericCase) => {
    const [baseline, candidate] = await Promise.all([
      observe(servers.urls.baseline, stepsOf(one, servers.headers.baseline), servers.limits),
      observe(servers.urls.candidate, stepsOf(one, servers.headers.candidate), servers.limits),
    ]);
    await servers.watch?.({ baseline, candidate }, one.name);
    rounds.set(one, [...(rounds.get(one) ?? []), kept.keep({ baseline, candidate })]);
    onObserved(sendsOf(stepsOf(one, servers.headers.baseline)).reduce((sum, send) => sum + send.requests.length, 0));
  };
  let firstEndedAtMs = 0;
  let taken = cases;
  for (let round = 1; round <= ROUNDS; round += 1) {
    if (round === ROUNDS) await wait(Math.max(0, APART_MS - (performance.now() - firstEndedAtMs)));
    const hasRoom = () => kept.bytes < (MOST_HELD_BYTES * round) / ROUNDS;
    const asked = new Set<GenericCase>();
    const free = taken.filter(({ stateful }) => stateful !== true);
    let next = 0;
    let workers = kept.allowance(servers.concurrency);
    const worker = async () => {
      for (let one = free[next]; one !== undefined && (hasRoom() || asked.size === 0); one = free[next]) {
        next += 1;
        asked.add(one);
        await observeOne(one);
        if (workers > kept.allowance(servers.concurrency)) {
          workers -= 1;
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: workers }, worker));
    for (const one of taken) {
      if (one.stateful !== true || (!hasRoom() && asked.size > 0)) continue;
      asked.add(one);
      await observeOne(one);
    }
    taken = taken.filter((one) => asked.has(one));
    if (round === 1) firstEndedAtMs = performance.now();
  }
  return new Map([...rounds].filter(([, all]) => all.length === ROUNDS));
}
