import { setTimeout as wait } from 'node:timers/promises';
import type { FieldLine, Observation } from '../../parity/answer.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { Finding, Side, SuiteResult } from '../suites/suite-result.ts';
import { createLane, type Lane, LaneError } from '../wire/lane.ts';
import { request } from '../wire/request.ts';
import type { CapturedRequest } from './captured-request.ts';
import { noiseIn, unionOf } from './case-noise.ts';
import type { Replayed } from './choose-traffic.ts';
import { judge, type Round } from './judge.ts';
import { KeptBodies, MOST_HELD_BYTES, ShownAnswers } from './kept-bodies.ts';
import { laneLimits } from './lane-limits.ts';
import { shownRequest } from './shown-request.ts';
import { isSuccess } from './success.ts';
import { OperationTallies } from './tally.ts';
import type { SetAside, TwoServers } from './two-servers.ts';

export interface TrafficOutcome {
  readonly result: SuiteResult;
  readonly setAside: readonly SetAside[];
  /** operationIds */
  readonly succeeded: ReadonlySet<string>;
}

/** Between the two passes; a clock that shows seconds then shows two. */
const APART_MS = 1100;

/**
 * Replays captured requests in their order, twice from beginning to end, each to both servers. What the baseline answers otherwise the second
 * time is volatile, in that request. Where the answers are more than there is room for, it is done part by part.
 * @param noise by operationId
 */
export async function runTraffic(
  replayed: readonly Replayed[],
  servers: TwoServers,
  noise: ReadonlyMap<string, RulesOptions>,
  onProgress: OnProgress,
): Promise<TrafficOutcome> {
  const startedAtMs = performance.now();
  const lanes = { baseline: open(servers, 'baseline'), candidate: open(servers, 'candidate') };
  const replay = async ({ request: captured }: Replayed): Promise<Round> => {
    const [baseline, candidate] = await Promise.all([
      observeOn(lanes.baseline, captured, servers.headers.baseline),
      observeOn(lanes.candidate, captured, servers.headers.candidate),
    ]);
    await servers.watch?.({ baseline, candidate }, nameOf(captured));
    return { baseline, candidate };
  };
  const seen = new Seen(servers, noise);
  const kept = new KeptBodies();
  try {
    for (let begin = 0, end = 0; begin < replayed.length; begin = end) {
      const partAtMs = performance.now();
      const firsts: Round[] = [];
      // Half of the room, as the second time may bring as much again.
      for (; end < replayed.length && (end === begin || kept.bytes < MOST_HELD_BYTES / 2); end += 1) {
        const one = replayed[end];
        if (one !== undefined) firsts.push(kept.keep(await replay(one)));
      }
      await wait(Math.max(0, APART_MS - (performance.now() - partAtMs)));
      for (const [at, one] of replayed.slice(begin, end).entries()) {
        const first = firsts[at];
        if (first !== undefined) seen.judge(one, [first, await replay(one)]);
        onProgress(begin + at + 1, replayed.length);
      }
      kept.clear();
    }
  } finally {
    lanes.baseline.close();
    lanes.candidate.close();
  }
  return seen.outcome(replayed.length, performance.now() - startedAtMs);
}

/** What was seen so far, without the answers themselves. */
class Seen {
  readonly #servers: TwoServers;
  readonly #noise: ReadonlyMap<string, RulesOptions>;
  readonly #tallies = new OperationTallies();
  readonly #setAside: SetAside[] = [];
  readonly #findings: Finding[] = [];
  readonly #shown = new ShownAnswers();
  readonly #succeeded = new Set<string>();

  constructor(servers: TwoServers, noise: ReadonlyMap<string, RulesOptions>) {
    this.#servers = servers;
    this.#noise = noise;
  }

  judge({ request: captured, operation }: Replayed, seen: readonly Round[]): void {
    const id = operation?.id ?? '';
    const rules = rulesOf(seen, this.#noise.get(id) ?? this.#servers.rules);
    const changes = operation?.safe !== true && !/^(?:GET|HEAD|OPTIONS|TRACE)$/.test(captured.method);
    const verdict = judge(seen, { rules, changes });
    const name = nameOf(captured);
    if (verdict.kind === 'set-aside') {
      this.#setAside.push({ operation: id, case: name, reason: verdict.reason });
      return;
    }
    const [first] = seen;
    this.#tallies.add(id, first?.baseline, verdict.kind === 'different');
    const status = first?.baseline.answers[0]?.status;
    if (operation !== undefined && status !== undefined && isSuccess(operation, status)) this.#succeeded.add(id);
    if (verdict.kind === 'same') return;
    const { urls, headers } = this.#servers;
    this.#findings.push({
      suite: 'traffic',
      case: name,
      why: 'captured traffic',
      operation: operation?.id,
      differences: verdict.differences,
      unmet: { baseline: [], candidate: [] },
      request: shownRequest(bytesOf(captured, headers.baseline), urls.baseline),
      observations: this.#shown.take(verdict.round),
    });
  }

  outcome(replayed: number, durationMs: number): TrafficOutcome {
    const [operations, findings, setAside] = [this.#tallies.operations(), this.#findings, this.#setAside];
    const [cases, requests] = [replayed - setAside.length, replayed * 2];
    return {
      result: { suite: 'traffic', seed: undefined, cases, requests, durationMs, operations, findings },
      setAside,
      succeeded: this.#succeeded,
    };
  }
}

function rulesOf(seen: readonly Round[], known: RulesOptions): RulesOptions {
  return unionOf([known, noiseIn(seen.map(({ baseline }) => baseline))]);
}

/** Without the query, in which there may be secrets. */
function nameOf({ entry, method, target }: CapturedRequest): string {
  return `entry ${entry}: ${method} ${target.split('?', 1)[0]}`;
}

function open({ urls, limits }: TwoServers, side: Side): Lane {
  return createLane(urls[side], laneLimits(limits));
}

function bytesOf({ method, target, headers, body }: CapturedRequest, given: readonly FieldLine[]): Buffer {
  const own = new Set(given.map(([name]) => name.toLowerCase()));
  const lines = [...given, ...headers.filter(([name]) => !own.has(name.toLowerCase()))];
  return request(method, target, { headers: lines, ...(body === undefined ? {} : { body }) }).bytes;
}

async function observeOn(lane: Lane, captured: CapturedRequest, given: readonly FieldLine[]): Promise<Observation> {
  try {
    const answer = await lane.send(bytesOf(captured, given), captured.method);
    return { kind: 'observed', answers: [answer], interim: [], leftover: Buffer.alloc(0), ending: 'open' };
  } catch (error) {
    if (!(error instanceof LaneError)) throw error;
    return { kind: 'failed', failure: error.failure, answers: [] };
  }
}
