import type { Operation } from '../../contract/operations.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import type { Observer } from '../proxy/observe.ts';
import type { JournalEntry } from '../rollout/entry.ts';
import { EVERYTHING, type Scope, type Trip } from '../rollout/state.ts';
import { BREAKER, type BreakerSettings, type BreakerState } from './breaker.ts';
import { BreakerStates, type BreakerStatesOptions } from './breaker-states.ts';
import type { AttemptSeen } from './count.ts';
import { Counters } from './counters.ts';
import { judgeEach, judgeEverything, tripOfOperation } from './judge-round.ts';
import { statesAfter } from './past-trips.ts';
import { judgeLife, judgeSilence, type ProbeSeen } from './silence.ts';
import { resultOf } from './trials.ts';
import { createTripping, type TrippingOptions } from './tripping.ts';
import type { Verdict } from './verdict.ts';
import { type AnswerJudged, Violations } from './violations.ts';

/** What the breakers act through. */
export type BreakerActions = Pick<TrippingOptions, 'trip' | 'giveUp' | 'onVerdict'> &
  Pick<BreakerStatesOptions, 'recover' | 'setTrial'>;

export interface BreakersOptions extends BreakerActions {
  readonly operations: readonly Operation[];
  /** What was held when the router last ended, and what the journal's last entries tell of trips before. */
  readonly trips: Readonly<Record<Scope, Trip>>;
  readonly history?: readonly JournalEntry[];
  /** Whether any user may go to the candidate: a server that nobody asks may be down. */
  readonly isUsed: () => boolean;
  readonly settings?: BreakerSettings;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
  /** In milliseconds since 1970. */
  readonly timeOfDay?: () => number;
}

export interface Breakers {
  readonly observe: Observer;
  onProbe(upstream: UpstreamName, seen: ProbeSeen): void;
  onJudged(judged: AnswerJudged): void;
  /** A person or a fresh proof has let the scope go. */
  rearmed(scope: Scope): void;
  /** Looks at what was counted; to be called every `JUDGE_EVERY_MS`. */
  judge(): void;
  state(scope: Scope): BreakerState;
  /** What holds now, for a person: every check of every operation that was asked, and of everything. */
  verdicts(): readonly Verdict[];
}

export const JUDGE_EVERY_MS = 250;

/** What may not be run twice is tried only where the server looks well for some time; so is everything. */
const PROBES_UP = { safe: 1, other: 3 } as const;

/** Judges what users meet on the candidate, and takes it back from operation to operation, or whole. */
export function createBreakers(options: BreakersOptions): Breakers {
  const { operations, trips, history = [], settings = BREAKER, now = () => performance.now() } = options;
  const counters = new Counters(operations);
  const violations = new Violations();
  const { life } = counters;
  const states = new BreakerStates({
    ...options,
    states: statesAfter({ trips, history }, now(), (options.timeOfDay ?? Date.now)(), settings),
    settings,
    now,
    onClosed: forget,
  });
  const act = createTripping({ ...options, states, isBaselineDoubtful: () => life.express.isDoubtful });
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  counters.at(now());

  const isJudged = (id: Scope) => states.isClosed(EVERYTHING) && states.isClosed(id);
  const judgedIds = () => operations.map(({ id }) => id).filter(isJudged);

  function forget(scope: Scope): void {
    if (scope === EVERYTHING) counters.forgetAll();
    else counters.forget(scope);
    if (scope === EVERYTHING) violations.forgetAll();
    else violations.forget(scope);
  }

  function judgeServer(): void {
    if (states.isClosed(EVERYTHING) && options.isUsed()) act(judgeLife(life.fastify, life.express));
  }

  function onAttempt(seen: AttemptSeen): void {
    const sign = counters.attempt(seen);
    const scope = states.trials.attempt(seen, sign);
    if (scope !== undefined) {
      const on = states.of(scope);
      const slowOverMs = on.kind === 'half-open' ? on.cause.slowOverMs : undefined;
      states.send(scope, { kind: 'tried', result: resultOf(sign, seen, slowOverMs) });
    }
    if (sign.kind !== 'failed' || seen.attempt.upstream !== 'fastify') return;
    judgeServer();
    const id = seen.decision.operation?.id;
    const track = id === undefined ? undefined : counters.tracks(id)?.fastify;
    if (id !== undefined && track !== undefined && isJudged(id)) act(judgeSilence(id, track, life.express));
  }

  function mayTry(scope: Scope): boolean {
    if (scope === EVERYTHING) return life.fastify.probesUp >= PROBES_UP.other;
    const operation = byId.get(scope);
    const mayRepeat = operation !== undefined && (operation.safe || operation.idempotent);
    return states.isClosed(EVERYTHING) && life.fastify.probesUp >= (mayRepeat ? PROBES_UP.safe : PROBES_UP.other);
  }

  return {
    observe(observation) {
      switch (observation.kind) {
        case 'decision':
          states.trials.decision(observation.decision, observation.requestId);
          return;
        case 'turn':
          counters.turnOf(observation.decision, observation.attempt);
          return;
        case 'attempt':
          onAttempt(observation);
          return;
        case 'answer': {
          const ended = states.trials.end(observation.requestId);
          if (ended !== undefined) states.send(ended.scope, { kind: 'tried', result: ended.result });
          return;
        }
        case 'fault':
      }
    },
    onProbe(upstream, seen) {
      life[upstream].probe(seen);
      judgeServer();
    },
    onJudged: (judged) => void act(violations.note(judged, now())),
    rearmed: (scope) => void states.send(scope, { kind: 'rearm' }),
    judge() {
      const nowMs = now();
      const isTurn = counters.at(nowMs);
      judgeServer();
      const moment = { nowMs, isTurn };
      for (const { id } of operations) {
        // Each trip may be the one that trips everything.
        if (isJudged(id)) act(tripOfOperation(counters, id, moment));
      }
      if (isTurn && states.isClosed(EVERYTHING)) judgeEverything(counters, judgedIds()).some(act);
      states.tick(mayTry);
    },
    state: (scope) => states.of(scope),
    verdicts: () => [...judgeEverything(counters, judgedIds()), ...judgeEach(counters, [...byId.keys()])],
  };
}
