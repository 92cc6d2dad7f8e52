import type { JournalEntry } from '../rollout/entry.ts';
import type { Scope, Trip } from '../rollout/state.ts';
import { type BreakerSettings, type BreakerState, nextBackoffMs, opened } from './breaker.ts';

export interface Past {
  /** What is held now. */
  readonly trips: Readonly<Record<Scope, Trip>>;
  /** The journal's last entries, in the order of their epochs or against it. */
  readonly history: readonly JournalEntry[];
}

interface LastTrip {
  readonly backoffMs: number;
  /** Time of day; undefined while it is held. */
  readonly recoveredAt: number | undefined;
}

/**
 * The breakers as another worker left them, as far as the journal tells: a scope that trips again and again waits longer each time,
 * also where a worker was replaced in between. What failed trials doubled is in no entry, so the wait is shorter at most by that. A wait
 * goes on from the trip and does not begin anew, or a worker that is replaced often would put every recovery off.
 *
 * @param nowMs of the breakers' clock
 * @param timeMs of the same moment, since 1970; a clock that was put back makes waits no longer than whole ones
 */
export function statesAfter(
  past: Past,
  nowMs: number,
  timeMs: number,
  settings: BreakerSettings,
): Map<Scope, BreakerState> {
  const states = new Map<Scope, BreakerState>();
  const since = (time: number) => (Number.isNaN(time) ? 0 : Math.max(0, timeMs - time));
  const last = lastTrips(past.history, settings);
  for (const [scope, { backoffMs, recoveredAt }] of last) {
    const agoMs = recoveredAt === undefined ? settings.quietMs : since(recoveredAt);
    if (agoMs >= settings.quietMs) continue;
    states.set(scope, { kind: 'closed', lastBackoffMs: backoffMs, quietAt: nowMs + settings.quietMs - agoMs });
  }
  for (const [scope, { verdict, recovery, at }] of Object.entries(past.trips)) {
    const known = last.get(scope);
    const backoffMs =
      known?.recoveredAt === undefined ? (known?.backoffMs ?? settings.firstBackoffMs) : settings.firstBackoffMs;
    const state = opened({ verdict, recovery }, backoffMs, nowMs);
    states.set(scope, { ...state, until: state.until - Math.min(backoffMs, since(Date.parse(at))) });
  }
  return states;
}

function lastTrips(history: Past['history'], settings: BreakerSettings): ReadonlyMap<Scope, LastTrip> {
  const last = new Map<Scope, LastTrip>();
  for (const entry of history.toSorted((one, other) => one.epoch - other.epoch)) {
    if (!isOfScope(entry)) continue;
    const { scope } = entry;
    const at = Date.parse(entry.at);
    const before = last.get(scope);
    if (entry.kind === 'trip') {
      // One that stands already has only become graver.
      if (before !== undefined && before.recoveredAt === undefined) continue;
      const isAgain = before?.recoveredAt !== undefined && at < before.recoveredAt + settings.quietMs;
      last.set(scope, { backoffMs: nextBackoffMs(isAgain ? before.backoffMs : 0, settings), recoveredAt: undefined });
    } else if (entry.who !== 'breaker') {
      // A person, or a fresh proof, lets it begin anew.
      last.delete(scope);
    } else if (before !== undefined) {
      last.set(scope, { ...before, recoveredAt: at });
    }
  }
  return last;
}

function isOfScope(entry: Past['history'][number]): entry is Extract<JournalEntry, { kind: 'trip' | 'recover' }> {
  return entry.kind === 'trip' || entry.kind === 'recover';
}
