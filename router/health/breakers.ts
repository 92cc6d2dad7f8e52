import type { Operation } from '../../contract/operations.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import type { Observation, Observer } from '../proxy/observe.ts';
import { EVERYTHING, type Scope, type Trip } from '../rollout/state.ts';
import {
  BREAKER,
  type BreakerEvent,
  type BreakerSettings,
  type BreakerState,
  CLOSED,
  openedBefore,
  transition,
} from './breaker.ts';
import { Counters } from './counters.ts';
import { judgeEach, judgeEverything, tripOfOperation } from './judge-round.ts';
import { judgeLife, judgeSilence, type ProbeSeen } from './silence.ts';
import { resultOf, Trials } from './trials.ts';
import type { Verdict } from './verdict.ts';
import { type AnswerJudged, Violations } from './violations.ts';

/** What the breakers act through. */
export interface BreakerActions {
  /** Lowers the scope to 0 %, and remembers it. */
  trip(scope: Scope, trip: Omit<Trip, 'at'>): void;
  /** All trials passed. Settles with whether the scope is let go. */
  recover(scope: Scope, why: string): Promise<boolean>;
  /** Each call takes the one place there is; undefined ends the trial. */
  setTrial(scope: Scope, trial: (() => boolean) | undefined): void;
  /** Everything tripped: nobody need wait for the candidate any longer. */
  giveUp(): void;
  /** A line for the log, whenever there is something new to say. */
  onVerdict(verdict: Verdict): void;
}

export interface BreakersOptions extends BreakerActions {
  readonly operations: readonly Operation[];
  /** What was held when the router last ended. */
  readonly trips: Readonly<Record<Scope, Trip>>;
  /** Whether any user may go to the candidate: a server that nobody asks may be down. */
  readonly isUsed: () => boolean;
  readonly settings?: BreakerSettings;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
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
const TURN_EVERY_MS = 1_000;
/** More seconds than a window has are as good as all of it. */
const MAX_TURNS = 400;

/** Several operations tripped are the server's fault. */
const MANY_OPERATIONS = 3;
/** What may not be run twice is tried only where the server looks well for some time; so is everything. */
const PROBES_UP = { safe: 1, other: 3 } as const;

/** Judges what users meet on the candidate, and takes it back from operation to operation, or whole. */
export function createBreakers(options: BreakersOptions): Breakers {
  const { operations, settings = BREAKER, now = () => performance.now() } = options;
  const counters = new Counters(operations);
  const violations = new Violations();
  const trials = new Trials();
  const states = new Map<Scope, BreakerState>();
  /** The last line that was told of each scope's checks is of this finding. */
  const told = new Map<string, string>();
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const many = Math.min(MANY_OPERATIONS, Math.floor(operations.length / 2) + 1);
  const { life } = counters;
  let turnedAt = now();

  const state = (scope: Scope): BreakerState => states.get(scope) ?? CLOSED;
  const isClosed = (scope: Scope) => state(scope).kind === 'closed';
  const isJudged = (id: Scope) => isClosed(EVERYTHING) && isClosed(id);

  function send(scope: Scope, event: BreakerEvent): void {
    const before = state(scope);
    const after = transition(before, event, now(), settings);
    if (after === before) return;
    states.set(scope, after);
    if (before.kind === 'half-open' && after.kind !== 'half-open') {
      trials.drop(scope);
      options.setTrial(scope, undefined);
    }
    if (after.kind === 'half-open' && before.kind !== 'half-open') options.setTrial(scope, () => take(scope));
    if (after.kind === 'recovering') recover(scope);
    if (after.kind === 'closed') forget(scope);
  }

  function take(scope: Scope): boolean {
    const before = state(scope);
    send(scope, { kind: 'try' });
    if (state(scope) === before) return false;
    trials.taken(scope);
    return true;
  }

  function recover(scope: Scope): void {
    const why = `${scope}: ${settings.trials} trials in a row passed, as many as it takes: recover`;
    const asked = state(scope);
    const settled = (isRecovered: boolean) => {
      // It may have tripped anew since.
      if (state(scope) === asked) send(scope, { kind: isRecovered ? 'recovered' : 'not-recovered' });
    };
    options.recover(scope, why).then(settled, () => settled(false));
  }

  function forget(scope: Scope): void {
    if (scope === EVERYTHING) counters.forgetAll();
    else counters.forget(scope);
    if (scope === EVERYTHING) violations.forgetAll();
    else violations.forget(scope);
  }

  function tell(verdict: Verdict): void {
    const name = `${verdict.scope} ${verdict.check}`;
    if (told.get(name) === verdict.finding) return;
    told.set(name, verdict.finding);
    options.onVerdict(verdict);
  }

  /** @returns whether it tripped */
  function act(verdict: Verdict | undefined): boolean {
    if (verdict === undefined) return false;
    if (verdict.finding !== 'trip') {
      if (verdict.check === 'contract' || verdict.check === 'no sign of life') tell(verdict);
      return false;
    }
    const recovery = verdict.check === 'contract' ? 'person' : 'trial';
    // With the baseline gone everybody is on the candidate: what then is slow, or fails now and then, beats nobody who could answer.
    if (recovery === 'trial' && life.express.isDoubtful) return false;
    trip(verdict, recovery);
    return true;
  }

  function trip(verdict: Verdict, recovery: Trip['recovery']): void {
    const { scope, line, slowOverMs } = verdict;
    const wasClosed = isClosed(scope);
    const before = state(scope);
    send(scope, {
      kind: 'trip',
      cause: { verdict: line, recovery, ...(slowOverMs === undefined ? {} : { slowOverMs }) },
    });
    if (state(scope) === before) return;
    told.delete(`${scope} ${verdict.check}`);
    options.onVerdict(verdict);
    options.trip(scope, { verdict: line, recovery });
    if (scope === EVERYTHING) {
      for (const { id } of operations) send(id, { kind: 'suspend' });
      options.giveUp();
    } else if (wasClosed) escalate();
  }

  function escalate(): void {
    const tripped = operations.filter(({ id }) => !isClosed(id)).map(({ id }) => id);
    if (tripped.length < many || !isClosed(EVERYTHING)) return;
    const latched = tripped.filter((id) => isLatched(state(id)));
    const numbers = `${tripped.length} of ${operations.length} operations tripped (${tripped.slice(0, 10).join(', ')})`;
    const line = `${EVERYTHING}: failures: ${numbers}, trips from ${many}: trip`;
    const verdict: Verdict = { scope: EVERYTHING, check: 'failures', finding: 'trip', line };
    trip(verdict, latched.length >= many ? 'person' : 'trial');
  }

  function judgeServer(): void {
    if (!isClosed(EVERYTHING)) return;
    if (!options.isUsed()) return;
    act(judgeLife(life.fastify, life.express));
  }

  function onAttempt(seen: Extract<Observation, { kind: 'attempt' }>): void {
    const sign = counters.attempt(seen);
    const scope = trials.attempt(seen, sign);
    if (scope !== undefined) {
      const on = state(scope);
      const slowOverMs = on.kind === 'half-open' ? on.cause.slowOverMs : undefined;
      send(scope, { kind: 'tried', result: resultOf(sign, seen, slowOverMs) });
    }
    if (sign.kind !== 'failed' || seen.attempt.upstream !== 'fastify') return;
    judgeServer();
    const id = seen.decision.operation?.id;
    const track = id === undefined ? undefined : counters.tracks(id)?.fastify;
    if (id !== undefined && track !== undefined && isJudged(id)) act(judgeSilence(id, track, life.express));
  }

  const judgedIds = () => operations.map(({ id }) => id).filter(isJudged);

  function mayTry(scope: Scope): boolean {
    if (scope === EVERYTHING) return life.fastify.probesUp >= PROBES_UP.other;
    const operation = byId.get(scope);
    const mayRepeat = operation !== undefined && (operation.safe || operation.idempotent);
    return isClosed(EVERYTHING) && life.fastify.probesUp >= (mayRepeat ? PROBES_UP.safe : PROBES_UP.other);
  }

  for (const [scope, { verdict, recovery }] of Object.entries(options.trips)) {
    states.set(scope, openedBefore({ verdict, recovery }, now(), settings));
  }
  counters.at(now());

  return {
    observe(observation) {
      switch (observation.kind) {
        case 'decision':
          counters.decision(observation.decision);
          trials.decision(observation.decision, observation.requestId);
          return;
        case 'attempt':
          onAttempt(observation);
          return;
        case 'answer': {
          const ended = trials.end(observation.requestId);
          if (ended !== undefined) send(ended.scope, { kind: 'tried', result: ended.result });
          return;
        }
        case 'fault':
      }
    },
    onProbe(upstream, seen) {
      life[upstream].probe(seen);
      judgeServer();
    },
    onJudged(judged) {
      act(violations.note(judged, now()));
    },
    rearmed: (scope) => send(scope, { kind: 'rearm' }),
    judge() {
      const at = now();
      counters.at(at);
      const turns = Math.min(Math.floor((at - turnedAt) / TURN_EVERY_MS), MAX_TURNS);
      for (let turn = 0; turn < turns; turn += 1) counters.turn();
      turnedAt = turns === MAX_TURNS ? at : turnedAt + turns * TURN_EVERY_MS;
      judgeServer();
      const moment = { nowMs: at, isTurn: turns > 0 };
      for (const { id } of operations) {
        // Each trip may be the one that trips everything.
        if (isJudged(id)) act(tripOfOperation(counters, id, moment));
      }
      if (turns > 0 && isClosed(EVERYTHING)) judgeEverything(counters, judgedIds()).some(act);
      for (const scope of states.keys()) send(scope, { kind: 'tick', mayTry: mayTry(scope) });
    },
    state,
    verdicts: () => [...judgeEverything(counters, judgedIds()), ...judgeEach(counters, [...byId.keys()])],
  };
}

function isLatched(state: BreakerState): boolean {
  return state.kind !== 'closed' && state.cause.recovery === 'person';
}
