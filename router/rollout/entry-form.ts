import type { Author, JournalEntry } from './entry.ts';
import type { Decided, RolloutState, Trip } from './state.ts';

const AUTHORS: ReadonlySet<unknown> = new Set<Author>(['operator', 'environment', 'gate', 'breaker', 'journal']);
const PER_PERCENT = 1_000;

/** Whether a value is a share of users: 0 to 100 with at most three decimals, which is as fine as the buckets are. */
export function isPercentage(value: unknown): value is number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 100)) return false;
  return Math.round(value * PER_PERCENT) / PER_PERCENT === value;
}

/** Whether what was read from a file is an entry of the journal; an unknown kind is none. */
export function isEntry(value: unknown): value is JournalEntry {
  if (!isObject(value) || !isEpoch(value.epoch) || !isTime(value.at)) return false;
  if (!AUTHORS.has(value.who) || typeof value.why !== 'string') return false;
  const { scope, from, to } = value;
  switch (value.kind) {
    case 'set':
      return isScope(scope) && isPercentageOrNull(from) && (scope === '*' ? isPercentage(to) : isPercentageOrNull(to));
    case 'roll-back':
      return isScope(scope) && isPercentage(from);
    case 'pause':
    case 'resume':
      return true;
    case 'trip':
      return isScope(scope) && isTrip(value.trip);
    case 'recover':
      return isScope(scope);
    case 'request':
      return isPercentage(from) && isPercentage(to);
    case 'disregard':
      return isPercentage(to);
    case 'withdraw':
      return isDecided(to);
    default:
      return false;
  }
}

/** Whether what was read from a file is a state of the rollout. */
export function isState(value: unknown): value is RolloutState {
  return isObject(value) && isEpoch(value.epoch) && isDecided(value);
}

export function isEpoch(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDecided(value: unknown): value is Decided {
  if (!isObject(value)) return false;
  const { percentage, operations, paused, trips, requested, ignoresNextRequest } = value;
  return (
    isPercentage(percentage) &&
    isObject(operations) &&
    Object.values(operations).every(isPercentage) &&
    typeof paused === 'boolean' &&
    isObject(trips) &&
    Object.values(trips).every(isTrip) &&
    (requested === undefined || isPercentage(requested)) &&
    (ignoresNextRequest === undefined || ignoresNextRequest === true)
  );
}

function isTrip(value: unknown): value is Trip {
  if (!isObject(value)) return false;
  const { verdict, recovery, at, proof } = value;
  if (proof !== undefined && typeof proof !== 'string') return false;
  return typeof verdict === 'string' && (recovery === 'trial' || recovery === 'person') && isTime(at);
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isScope(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isPercentageOrNull(value: unknown): value is number | null {
  return value === null || isPercentage(value);
}
