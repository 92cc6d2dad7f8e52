import { setTimeout as wait } from 'node:timers/promises';
import type { FieldLine, Observation } from '../../parity/answer.ts';
import { deriveNoise } from '../../parity/noise.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { OnProgress } from '../suites/subjects.ts';
import type { Finding, Side, SuiteResult } from '../suites/suite-result.ts';
import { createLane, type Lane, LaneError } from '../wire/lane.ts';
import { request } from '../wire/request.ts';
import type { CapturedRequest } from './captured-request.ts';
import type { Replayed } from './choose-traffic.ts';
import { judge, type Round } from './judge.ts';
import { laneLimits } from './lane-limits.ts';
import { shownRequest } from './shown-request.ts';
import { OperationTallies } from './tally.ts';
import type { SetAside, TwoServers } from './two-servers.ts';

export interface TrafficOutcome {
  readonly result: SuiteResult;
  readonly setAside: readonly SetAside[];
}

/** Between the two passes; a clock that shows seconds then shows two. */
const APART_MS = 1100;

/**
 * Replays captured requests in their order, twice from beginning to end, each to both servers. What the baseline answers otherwise the second
 * time is volatile, in that request.
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
  const rounds: Round[][] = replayed.map(() => []);
  try {
    for (const pass of [0, 1]) {
      if (pass === 1) await wait(Math.max(0, APART_MS - (performance.now() - startedAtMs)));
      for (const [at, { request: captured }] of replayed.entries()) {
        const [baseline, candidate] = await Promise.all([
          observeOn(lanes.baseline, captured, servers.headers.baseline),
          observeOn(lanes.candidate, captured, servers.headers.candidate),
        ]);
        await servers.watch?.({ baseline, candidate }, nameOf(captured));
        rounds[at]?.push({ baseline, candidate });
        if (pass === 1) onProgress(at + 1, replayed.length);
      }
    }
  } finally {
    lanes.baseline.close();
    lanes.candidate.close();
  }
  return judgeAll(replayed, rounds, servers, noise, performance.now() - startedAtMs);
}

function judgeAll(
  replayed: readonly Replayed[],
  rounds: readonly Round[][],
  servers: TwoServers,
  noise: ReadonlyMap<string, RulesOptions>,
  durationMs: number,
): TrafficOutcome {
  const tallies = new OperationTallies();
  const setAside: SetAside[] = [];
  const findings: Finding[] = [];
  for (const [at, { request: captured, operation }] of replayed.entries()) {
    const seen = rounds[at] ?? [];
    const id = operation?.id ?? '';
    const rules = rulesOf(seen, noise.get(id) ?? servers.rules);
    const changes = operation?.safe !== true && !/^(?:GET|HEAD|OPTIONS|TRACE)$/.test(captured.method);
    const verdict = judge(seen, { rules, changes });
    const name = nameOf(captured);
    if (verdict.kind !== 'set-aside') tallies.add(id, seen[0]?.baseline, verdict.kind === 'different');
    if (verdict.kind === 'set-aside') setAside.push({ operation: id, case: name, reason: verdict.reason });
    if (verdict.kind === 'different')
      findings.push({
        suite: 'traffic',
        case: name,
        why: 'captured traffic',
        operation: operation?.id,
        differences: verdict.differences,
        unmet: { baseline: [], candidate: [] },
        request: shownRequest(bytesOf(captured, servers.headers.baseline), servers.urls.baseline),
        observations: verdict.round,
      });
  }
  return {
    result: {
      suite: 'traffic',
      seed: undefined,
      cases: replayed.length - setAside.length,
      requests: replayed.length * 2,
      durationMs,
      operations: tallies.operations(),
      findings,
    },
    setAside,
  };
}

function rulesOf(seen: readonly Round[], known: RulesOptions): RulesOptions {
  const [one, other] = seen.map(({ baseline }) => baseline);
  const own = one === undefined || other === undefined ? undefined : deriveNoise([[one, other]]);
  return {
    volatileHeaders: [...(known.volatileHeaders ?? []), ...(own?.volatileHeaders ?? [])],
    volatilePlaces: [...(known.volatilePlaces ?? []), ...(own?.volatilePlaces ?? [])],
  };
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
