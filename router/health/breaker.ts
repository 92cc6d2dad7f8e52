/** A circuit breaker (Nygard, Release It!, 2nd ed. 2018, "Circuit Breaker") as a pure state machine; times in milliseconds of one clock. */
export interface Cause {
  /** One line: numbers, threshold, decision. */
  readonly verdict: string;
  /** `person`: it waits for a person or a fresh proof. */
  readonly recovery: 'trial' | 'person';
  /** An answer that takes longer is no recovery. */
  readonly slowOverMs?: number;
}

export type BreakerState =
  /** `lastBackoffMs`: of the last time it was open; it counts until `quietAt`. */
  | { readonly kind: 'closed'; readonly lastBackoffMs: number; readonly quietAt: number }
  | { readonly kind: 'open'; readonly cause: Cause; readonly backoffMs: number; readonly until: number }
  /** One request at a time is let through. */
  | {
      readonly kind: 'half-open';
      readonly cause: Cause;
      readonly backoffMs: number;
      readonly passed: number;
      /** When the one that is on its way was let through. */
      readonly tryingSince: number | undefined;
    }
  /** All trials passed; whoever remembers the trip is asked to let go. */
  | { readonly kind: 'recovering'; readonly cause: Cause; readonly backoffMs: number };

export type BreakerEvent =
  | { readonly kind: 'trip'; readonly cause: Cause }
  /** `mayTry`: the server looks well enough from outside for this scope. */
  | { readonly kind: 'tick'; readonly mayTry: boolean }
  /** A request wants to be the trial. It is if the state after has it. */
  | { readonly kind: 'try' }
  /** The trial's end; `unknown` where it says nothing about the server. */
  | { readonly kind: 'tried'; readonly result: 'good' | 'bad' | 'unknown' }
  /** What holds more than this tripped: the trial ends without a verdict. */
  | { readonly kind: 'suspend' }
  | { readonly kind: 'recovered' }
  | { readonly kind: 'not-recovered' }
  /** A person, or a fresh proof. */
  | { readonly kind: 'rearm' };

export interface BreakerSettings {
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  /** After so long without a trip the back-off begins anew. */
  readonly quietMs: number;
  readonly trials: number;
  /** A trial that takes longer ends without a verdict. */
  readonly trialTimeoutMs: number;
}

export const BREAKER: BreakerSettings = {
  firstBackoffMs: 5_000,
  maxBackoffMs: 300_000,
  quietMs: 600_000,
  trials: 5,
  trialTimeoutMs: 60_000,
};

export const CLOSED: BreakerState = { kind: 'closed', lastBackoffMs: 0, quietAt: Number.NEGATIVE_INFINITY };

/** @param lastMs 0 where nothing counts any more */
export function nextBackoffMs(lastMs: number, { firstBackoffMs, maxBackoffMs }: BreakerSettings): number {
  return lastMs > 0 ? Math.min(maxBackoffMs, 2 * lastMs) : firstBackoffMs;
}

export function opened(cause: Cause, backoffMs: number, now: number): Extract<BreakerState, { kind: 'open' }> {
  return { kind: 'open', cause, backoffMs, until: now + backoffMs };
}

/** The state after an event; the same one where the event changes nothing. */
export function transition(
  state: BreakerState,
  event: BreakerEvent,
  now: number,
  settings: BreakerSettings = BREAKER,
): BreakerState {
  if (event.kind === 'trip') return trip(state, event.cause, now, settings);
  if (event.kind === 'rearm') return state.kind === 'closed' ? state : CLOSED;
  switch (state.kind) {
    case 'closed':
      return state;
    case 'open': {
      const { cause, backoffMs, until } = state;
      const isDue = event.kind === 'tick' && event.mayTry && now >= until && cause.recovery === 'trial';
      return isDue ? { kind: 'half-open', cause, backoffMs, passed: 0, tryingSince: undefined } : state;
    }
    case 'half-open':
      return onTrial(state, event, now, settings);
    case 'recovering':
      if (event.kind === 'recovered') {
        return { kind: 'closed', lastBackoffMs: state.backoffMs, quietAt: now + settings.quietMs };
      }
      // Whoever let the trials pass but not the recovery may have its reasons for long: no doubling, and no hurry.
      return event.kind === 'not-recovered' ? opened(state.cause, state.backoffMs, now) : state;
  }
}

function trip(state: BreakerState, cause: Cause, now: number, settings: BreakerSettings): BreakerState {
  switch (state.kind) {
    case 'closed': {
      return opened(cause, nextBackoffMs(now < state.quietAt ? state.lastBackoffMs : 0, settings), now);
    }
    case 'open': {
      const isGraver = state.cause.recovery === 'trial' && cause.recovery === 'person';
      return isGraver ? { ...state, cause } : state;
    }
    case 'half-open':
    case 'recovering':
      return opened(
        state.cause.recovery === 'person' ? state.cause : cause,
        nextBackoffMs(state.backoffMs, settings),
        now,
      );
  }
}

type HalfOpen = Extract<BreakerState, { kind: 'half-open' }>;

function onTrial(state: HalfOpen, event: BreakerEvent, now: number, settings: BreakerSettings): BreakerState {
  const { cause, backoffMs, passed, tryingSince } = state;
  switch (event.kind) {
    case 'try':
      return tryingSince === undefined ? { ...state, tryingSince: now } : state;
    case 'tried': {
      if (tryingSince === undefined) return state;
      if (event.result === 'bad') return opened(cause, nextBackoffMs(backoffMs, settings), now);
      const good = passed + (event.result === 'good' ? 1 : 0);
      if (good >= settings.trials) return { kind: 'recovering', cause, backoffMs };
      return { ...state, passed: good, tryingSince: undefined };
    }
    case 'tick': {
      const isStuck = tryingSince !== undefined && now - tryingSince >= settings.trialTimeoutMs;
      return isStuck || !event.mayTry ? opened(cause, backoffMs, now) : state;
    }
    case 'suspend':
      return opened(cause, backoffMs, now);
    default:
      return state;
  }
}
