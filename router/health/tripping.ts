import type { Operation } from '../../contract/operations.ts';
import { EVERYTHING, type Scope, type Trip } from '../rollout/state.ts';
import type { BreakerState } from './breaker.ts';
import type { BreakerStates } from './breaker-states.ts';
import type { Verdict } from './verdict.ts';

export interface TrippingOptions {
  readonly operations: readonly Operation[];
  readonly states: BreakerStates;
  /** It is gone, or may be. */
  readonly isBaselineDoubtful: () => boolean;
  /** Lowers the scope to 0 %, and remembers it. */
  readonly trip: (scope: Scope, trip: Omit<Trip, 'at'>) => void;
  /** Everything tripped: nobody need wait for the candidate any longer. */
  readonly giveUp: () => void;
  /** A line for the log, whenever there is something new to say. */
  readonly onVerdict: (verdict: Verdict) => void;
}

/** Several operations tripped are the server's fault. */
const MANY_OPERATIONS = 3;

/**
 * Draws the consequences of a verdict.
 * @returns whether it tripped
 */
export function createTripping(options: TrippingOptions): (verdict: Verdict | undefined) => boolean {
  const { operations, states, onVerdict } = options;
  /** The last line that was told of each scope's checks is of this finding. */
  const told = new Map<string, string>();
  const many = Math.min(MANY_OPERATIONS, Math.floor(operations.length / 2) + 1);

  return (verdict) => {
    if (verdict === undefined) return false;
    if (verdict.finding !== 'trip') {
      if (verdict.check === 'contract' || verdict.check === 'no sign of life') tell(verdict);
      return false;
    }
    const recovery = verdict.check === 'contract' ? 'person' : 'trial';
    // With the baseline gone everybody is on the candidate: what then is slow, or fails now and then, beats nobody who could answer.
    if (recovery === 'trial' && options.isBaselineDoubtful()) return false;
    trip(verdict, recovery);
    return true;
  };

  function tell(verdict: Verdict): void {
    const name = `${verdict.scope} ${verdict.check}`;
    if (told.get(name) === verdict.finding) return;
    told.set(name, verdict.finding);
    onVerdict(verdict);
  }

  function trip(verdict: Verdict, recovery: Trip['recovery']): void {
    const { scope, line, slowOverMs } = verdict;
    const wasClosed = states.isClosed(scope);
    const cause = { verdict: line, recovery, ...(slowOverMs === undefined ? {} : { slowOverMs }) };
    if (!states.send(scope, { kind: 'trip', cause })) return;
    told.delete(`${scope} ${verdict.check}`);
    onVerdict(verdict);
    options.trip(scope, { verdict: line, recovery });
    if (scope === EVERYTHING) {
      for (const { id } of operations) states.send(id, { kind: 'suspend' });
      options.giveUp();
    } else if (wasClosed) escalate();
  }

  function escalate(): void {
    const tripped = operations.filter(({ id }) => !states.isClosed(id)).map(({ id }) => id);
    if (tripped.length < many || !states.isClosed(EVERYTHING)) return;
    const latched = tripped.filter((id) => isLatched(states.of(id)));
    const numbers = `${tripped.length} of ${operations.length} operations tripped (${tripped.slice(0, 10).join(', ')})`;
    const line = `${EVERYTHING}: failures: ${numbers}, trips from ${many}: trip`;
    const verdict: Verdict = { scope: EVERYTHING, check: 'failures', finding: 'trip', line };
    trip(verdict, latched.length >= many ? 'person' : 'trial');
  }
}

function isLatched(state: BreakerState): boolean {
  return state.kind !== 'closed' && state.cause.recovery === 'person';
}
