import type { Scope } from '../rollout/state.ts';
import { type BreakerEvent, type BreakerSettings, type BreakerState, CLOSED, transition } from './breaker.ts';
import { Trials } from './trials.ts';

export interface BreakerStatesOptions {
  /** What it begins with; what is not in it is closed. */
  readonly states: Map<Scope, BreakerState>;
  readonly settings: BreakerSettings;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** All trials passed. Settles with whether the scope is let go. */
  readonly recover: (scope: Scope, why: string) => Promise<boolean>;
  /** Each call takes the one place there is; undefined ends the trial. */
  readonly setTrial: (scope: Scope, trial: (() => boolean) | undefined) => void;
  readonly onClosed: (scope: Scope) => void;
}

/** The breaker of each operation and that of everything: their states, and what follows from a change of one. */
export class BreakerStates {
  readonly trials = new Trials();
  readonly #options: BreakerStatesOptions;
  readonly #states: Map<Scope, BreakerState>;

  constructor(options: BreakerStatesOptions) {
    this.#options = options;
    this.#states = options.states;
  }

  of(scope: Scope): BreakerState {
    return this.#states.get(scope) ?? CLOSED;
  }

  isClosed(scope: Scope): boolean {
    return this.of(scope).kind === 'closed';
  }

  /** @returns whether it changes anything */
  send(scope: Scope, event: BreakerEvent): boolean {
    const { now, settings, setTrial, onClosed } = this.#options;
    const before = this.of(scope);
    const after = transition(before, event, now(), settings);
    if (after === before) return false;
    this.#states.set(scope, after);
    if (before.kind === 'half-open' && after.kind !== 'half-open') {
      this.trials.drop(scope);
      setTrial(scope, undefined);
    }
    if (after.kind === 'half-open' && before.kind !== 'half-open') setTrial(scope, () => this.#take(scope));
    if (after.kind === 'recovering') this.#recover(scope, after);
    if (after.kind === 'closed') onClosed(scope);
    return true;
  }

  /** Time has gone on. */
  tick(mayTry: (scope: Scope) => boolean): void {
    for (const scope of this.#states.keys()) this.send(scope, { kind: 'tick', mayTry: mayTry(scope) });
  }

  #take(scope: Scope): boolean {
    if (!this.send(scope, { kind: 'try' })) return false;
    this.trials.taken(scope);
    return true;
  }

  #recover(scope: Scope, asked: BreakerState): void {
    const { recover, settings } = this.#options;
    const why = `${scope}: ${settings.trials} trials in a row passed, as many as it takes: recover`;
    const settled = (isRecovered: boolean) => {
      // It may have tripped anew since.
      if (this.of(scope) === asked) this.send(scope, { kind: isRecovered ? 'recovered' : 'not-recovered' });
    };
    recover(scope, why).then(settled, () => settled(false));
  }
}
