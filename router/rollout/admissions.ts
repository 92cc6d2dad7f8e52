import type { Admission } from '../proxy/admission.ts';
import { configuredShare, own, tripOf } from './shares.ts';
import { EVERYTHING, type RolloutState, type Scope } from './state.ts';

/** Takes one of the few places of a breaker's trial; false where none is left. */
export type Trial = () => boolean;

export interface Holds {
  /** Why everything is at 0 % though no entry says so. */
  readonly everything: string | undefined;
  readonly trials: ReadonlyMap<Scope, Trial>;
}

/** Share of the users that really may go to the candidate, 0 to 100, by operationId. */
export type EffectiveShares = Readonly<Record<string, number>>;

/** For what the contract does not know, and so nothing proves alike. */
export const NO_ADMISSION: Admission = { percentage: 0, held: 'no operation of the contract' };

/** What holds for each operation, by operationId. */
export function admissionsOf(
  operations: readonly string[],
  state: RolloutState,
  holds: Holds,
): ReadonlyMap<string, Admission> {
  return new Map(operations.map((id) => [id, admissionOf(id, state, holds)]));
}

/** While a breaker tries, its share is none of the split. */
export function sharesOf(admissions: ReadonlyMap<string, Admission>): EffectiveShares {
  return Object.fromEntries(
    [...admissions].map(([id, { percentage, trial }]) => [id, trial === undefined ? percentage : 0]),
  );
}

function admissionOf(id: string, state: RolloutState, { everything, trials }: Holds): Admission {
  const percentage = configuredShare(state, id);
  if (percentage === 0) return { percentage: 0 };
  if (everything !== undefined) return { percentage: 0, held: everything };
  const trip = tripOf(state, id);
  if (trip === undefined) return { percentage };
  const held = `tripped: ${trip.verdict}`;
  const trial = state.paused ? undefined : trialOf(id, state, trials);
  return trial === undefined ? { percentage: 0, held } : { percentage, held, trial };
}

/**
 * The trial that an operation's requests take part in. While everything is tripped only the trial of everything counts, or a server
 * that failed in all its operations would wait for itself; but what waits for a person is never tried.
 */
function trialOf(id: string, state: RolloutState, trials: ReadonlyMap<Scope, Trial>): Trial | undefined {
  const everything = own(state.trips, EVERYTHING);
  const single = own(state.trips, id);
  if (everything?.recovery === 'person' || single?.recovery === 'person') return undefined;
  return trials.get(everything === undefined ? id : EVERYTHING);
}
