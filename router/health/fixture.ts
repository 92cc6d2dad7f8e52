/** Traffic as the data path tells of it, for the tests: any number of requests, without a socket or a clock. */
import { deriveOperations, type OpenApiDocument, type Operation } from '../../contract/operations.ts';
import type { Decision, UpstreamName } from '../proxy/decide.ts';
import type { FailureReason } from '../proxy/failure.ts';
import type { Outcome } from '../proxy/forward.ts';
import type { Observation } from '../proxy/observe.ts';
import { type BreakerActions, createBreakers, JUDGE_EVERY_MS } from './breakers.ts';
import type { Verdict } from './verdict.ts';

const DOCUMENT: OpenApiDocument = {
  openapi: '3.0.3',
  info: { title: 'Eight operations', version: '1' },
  paths: Object.fromEntries(
    Array.from({ length: 4 }, (_, index) => [
      `/things${index}`,
      {
        get: { operationId: `read${index}`, responses: { 200: {}, 503: {} } },
        post: { operationId: `write${index}`, responses: { 201: {}, 500: {} } },
      },
    ]),
  ),
};

/** `read0` to `read3` are safe, `write0` to `write3` may not be run twice. Reads document 503. */
export const OPERATIONS: readonly Operation[] = deriveOperations(DOCUMENT);

export function operation(id: string): Operation {
  const found = OPERATIONS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

export function decided(upstream: UpstreamName, id: string | undefined, more: Partial<Decision> = {}): Decision {
  const of = id === undefined ? undefined : operation(id);
  const { safe = true, idempotent = true } = of ?? {};
  const rest = { forced: false, bucket: 0, percentage: 50, reason: '' };
  return { upstream, operation: of, safe, idempotent, ...rest, ...more };
}

export const ABOUT = { requestId: 'r', method: 'GET', path: '/' } as const;

export function answered(status: number, headMs = 5): Outcome {
  return { kind: 'answered', status, headMs };
}

export function failed(
  reason: FailureReason,
  more: { sent?: boolean; repeatable?: boolean; status?: number } = {},
): Outcome {
  return { kind: 'failed', failure: { reason, sent: true, repeatable: true, error: new Error(reason), ...more } };
}

export type AttemptObserved = Extract<Observation, { kind: 'attempt' }>;

export function attempt(
  decision: Decision,
  outcome: Outcome,
  more: Partial<AttemptObserved['attempt']> & {
    readonly durationMs?: number;
    /** As long as all of it, if it is not said. */
    readonly waitedMs?: number | 'never its turn';
    readonly requestId?: string;
  } = {},
): AttemptObserved {
  const { durationMs = outcome.kind === 'answered' ? outcome.headMs : 5, requestId = 'r', ...others } = more;
  const { waitedMs = durationMs, ...rest } = others;
  const which = { upstream: decision.upstream, connection: 'pooled', ...rest } as const;
  const waited = waitedMs === 'never its turn' ? {} : { waitedMs };
  return { ...ABOUT, kind: 'attempt', requestId, decision, attempt: which, outcome, durationMs, ...waited };
}

/** A request that was decided; it is the decided server's turn, unless its body still arrives. */
export function begin(
  observe: (observation: Observation) => void,
  decision: Decision,
  { requestId = 'r', arriving = false } = {},
): void {
  observe({ ...ABOUT, kind: 'decision', requestId, decision });
  if (arriving) return;
  const attempt = { upstream: decision.upstream, connection: 'pooled' } as const;
  observe({ ...ABOUT, kind: 'turn', requestId, decision, attempt });
}

export interface Acted {
  readonly trips: [scope: string, recovery: string, verdict: string][];
  readonly recovered: string[];
  readonly verdicts: Verdict[];
  readonly trials: Map<string, () => boolean>;
  gaveUp: number;
}

/** Breakers whose actions are written down, and whose clock stands still unless it is moved. */
export function breakersUnderTest(options: Partial<Parameters<typeof createBreakers>[0]> = {}) {
  const acted: Acted = { trips: [], recovered: [], verdicts: [], trials: new Map(), gaveUp: 0 };
  const clock = { now: 0 };
  const actions: BreakerActions = {
    trip: (scope, { recovery, verdict }) => void acted.trips.push([scope, recovery, verdict]),
    recover: async (scope) => acted.recovered.push(scope) > 0,
    setTrial: (scope, trial) =>
      trial === undefined ? void acted.trials.delete(scope) : void acted.trials.set(scope, trial),
    giveUp: () => {
      acted.gaveUp += 1;
    },
    onVerdict: (verdict) => void acted.verdicts.push(verdict),
  };
  const breakers = createBreakers({
    operations: OPERATIONS,
    trips: {},
    isUsed: () => true,
    now: () => clock.now,
    ...actions,
    ...options,
  });
  /** Lets time go on, the breakers judging as it does. */
  const pass = (durationMs: number, each: () => void = () => {}): void => {
    for (let left = durationMs; left > 0; left -= JUDGE_EVERY_MS) {
      each();
      clock.now += JUDGE_EVERY_MS;
      breakers.judge();
    }
  };
  return { breakers, acted, clock, pass };
}

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How a server answers one request. */
export type Behaviour = (random: () => number) => Outcome;

/** Answers with a share of failures after times that vary as they do in life: log-normal, one in a hundred ten times the median. */
export function behaviour({ errors = 0, status = 500, medianMs = 8, stretch = 1 } = {}): Behaviour {
  return (random) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return answered(random() < errors ? status : 200, medianMs * stretch * Math.exp(normal));
  };
}

export interface Traffic {
  readonly perSecond: number;
  /** Share that goes to the candidate, 0 to 1. */
  readonly share: number;
  readonly operations: readonly string[];
  readonly fastify: Behaviour;
  readonly express: Behaviour;
}

/** One call makes as many requests as come between two judgements. */
export function createTraffic(observe: (observation: Observation) => void, random: () => number) {
  return ({ perSecond, share, operations, fastify, express }: Traffic): void => {
    const requests = (perSecond * JUDGE_EVERY_MS) / 1000;
    const whole = Math.floor(requests) + (random() < requests % 1 ? 1 : 0);
    for (let index = 0; index < whole; index += 1) {
      const upstream = random() < share ? 'fastify' : 'express';
      const id = operations[Math.floor(random() * operations.length)];
      const decision = decided(upstream, id, { bucket: Math.floor(random() * 100_000) });
      begin(observe, decision);
      observe(attempt(decision, (upstream === 'fastify' ? fastify : express)(random)));
    }
  };
}
