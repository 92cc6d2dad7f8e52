import type { Decision } from '../proxy/decide.ts';
import { EVERYTHING, type Scope } from '../rollout/state.ts';
import type { AttemptSeen, Sign } from './count.ts';

export type TrialResult = 'good' | 'bad' | 'unknown';

interface OnTrial {
  readonly scope: Scope;
  readonly requestId: string;
  /** Its connection broke; whether because it had gone stale, a repeat tells. */
  broke: boolean;
}

/**
 * Finds the requests that are trials again among all others. A trial's place is taken while its request is decided; the decision that is
 * observed next, in the same turn of the event loop, is that request's.
 */
export class Trials {
  readonly #onTrial = new Map<Decision, OnTrial>();
  #taken: Scope | undefined;

  taken(scope: Scope): void {
    this.#taken = scope;
  }

  /** The scope's breaker no longer waits for it. */
  drop(scope: Scope): void {
    for (const [decision, trial] of this.#onTrial) {
      if (trial.scope === scope) this.#onTrial.delete(decision);
    }
  }

  decision(decision: Decision, requestId: string): void {
    const scope = this.#taken;
    if (scope === undefined) return;
    this.#taken = undefined;
    const { upstream, operation, forced } = decision;
    const isOfScope = scope === EVERYTHING || scope === operation?.id;
    if (upstream === 'fastify' && isOfScope && !forced) this.#onTrial.set(decision, { scope, requestId, broke: false });
  }

  /** @returns the scope whose trial this attempt ends */
  attempt({ decision, attempt }: AttemptSeen, sign: Sign): Scope | undefined {
    if (this.#onTrial.size === 0 || attempt.upstream !== 'fastify') return undefined;
    const trial = this.#onTrial.get(decision);
    if (trial === undefined) return undefined;
    if (sign.kind === 'failed' && sign.reason === 'reset' && attempt.connection === 'pooled') {
      trial.broke = true;
      return undefined;
    }
    this.#onTrial.delete(decision);
    return trial.scope;
  }

  /** @returns what trial ends with this request, no attempt having told */
  end(requestId: string): { readonly scope: Scope; readonly result: TrialResult } | undefined {
    if (this.#onTrial.size === 0) return undefined;
    for (const [decision, trial] of this.#onTrial) {
      if (trial.requestId !== requestId) continue;
      this.#onTrial.delete(decision);
      return { scope: trial.scope, result: trial.broke ? 'bad' : 'unknown' };
    }
    return undefined;
  }
}

/** Whether a trial shows that the server works again. */
export function resultOf(sign: Sign, { outcome }: AttemptSeen, slowOverMs: number | undefined): TrialResult {
  switch (sign.kind) {
    case 'good':
      return outcome.kind === 'answered' && outcome.headMs > (slowOverMs ?? Number.POSITIVE_INFINITY) ? 'bad' : 'good';
    case 'failed':
      return 'bad';
    case 'documented':
    // When a client goes is its own choice: whoever could fail a trial by it could keep the candidate out for good.
    case 'waited':
    case 'nothing':
      return 'unknown';
  }
}
