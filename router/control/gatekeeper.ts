import type { Gate } from '../gate/gate.ts';
import type { MayRaise } from '../rollout/command.ts';
import type { Outcome } from '../rollout/outcome.ts';
import type { Rollout } from '../rollout/rollout.ts';
import { configuredShare } from '../rollout/shares.ts';
import { EVERYTHING } from '../rollout/state.ts';

export interface GatekeeperOptions {
  readonly gate: Gate;
  readonly rollout: Rollout;
  /** By operationId. */
  readonly operations: readonly string[];
  /** FASTIFY_TRAFFIC_PERCENTAGE; where it is unset nobody asks for anything. */
  readonly requested: number | undefined;
  readonly log: GateLog;
}

export interface GateLog {
  /** One line for a person. */
  info(line: string): void;
  warn(line: string): void;
}

/** Whether the gate lets a scope be raised; its last look is what counts, so whoever raises lets it look first. */
export function mayRaiseBy(gate: Gate): MayRaise {
  // A general share rises for one operation after the other, and each of them is asked for.
  return (scope) => {
    if (scope === EVERYTHING) return { ok: true };
    const { againstRaising } = gate.verdict(scope);
    return againstRaising.length === 0 ? { ok: true } : { ok: false, reasons: againstRaising };
  };
}

/**
 * Draws the consequences of what the gate sees: what is no longer proven goes to 0 %; a fresh proof lets go what only a person or a
 * proof may; once it is known for the first time what runs, the split begins to hold.
 *
 * @returns to be called after each look, never twice at once
 */
export function createGatekeeper({
  gate,
  rollout,
  operations,
  requested,
  log,
}: GatekeeperOptions): () => Promise<void> {
  let verified = false;
  let warnedOf = '';

  return async () => {
    await lowerUnproven();
    await rearm();
    warnOfExpiry();
    if (verified || operations.some((id) => gate.verdict(id).againstStaying === 'unknown')) return;
    verified = true;
    rollout.verified();
    if (requested === undefined) return;
    const outcome = await rollout.requestFromEnvironment(requested);
    if (!outcome.ok) log.warn(`FASTIFY_TRAFFIC_PERCENTAGE=${requested} is not followed: ${reasonsOf(outcome)}`);
  };

  async function lowerUnproven(): Promise<void> {
    const state = rollout.state();
    const unproven = operations.filter((id) => againstStaying(id).length > 0);
    const lowered = unproven.filter((id) => configuredShare(state, id) > 0);
    if (lowered.length === 0 && !(unproven.length === operations.length && state.percentage > 0)) return;
    // One reason for all is one decision for everything.
    const scopes = unproven.length === operations.length ? [EVERYTHING] : lowered;
    for (const scope of scopes) {
      const why =
        scope === EVERYTHING ? againstEverything(operations, againstStaying) : againstStaying(scope).join('; ');
      log.warn(`${scope}: to 0 %: ${why}`);
      const outcome = await rollout.rollBack(scope, 'gate', why);
      if (!outcome.ok) log.warn(`${scope}: ${reasonsOf(outcome)}`);
    }
  }

  /**
   * A violation of the contract waits for a person, or for a proof that was made after it. The times alone do not tell: they are of two
   * clocks, and one that was wrong at the trip makes the proof that failed look newer.
   */
  async function rearm(): Promise<void> {
    const { proof } = gate.evidence;
    if (proof?.kind !== 'signed') return;
    const { issuedAt } = proof.proof;
    for (const [scope, { at, recovery, proof: failed }] of Object.entries(rollout.state().trips)) {
      const isFresh = proof.id !== failed && Date.parse(issuedAt) > Date.parse(at);
      const covered = scope === EVERYTHING ? operations : [scope];
      if (recovery !== 'person' || !isFresh || covered.some((id) => gate.verdict(id).againstRaising.length > 0))
        continue;
      const why = `a fresh proof, issued at ${issuedAt}, after the trip at ${at}`;
      const outcome = await rollout.recover(scope, 'gate', why);
      if (outcome.ok) log.info(`${scope}: let go: ${why}`);
    }
  }

  function warnOfExpiry(): void {
    const expired = operations.flatMap((id) => {
      const { againstRaising, againstStaying } = gate.verdict(id);
      return againstStaying.length === 0 ? againstRaising.filter((reason) => reason.includes('expired')) : [];
    });
    const [first = ''] = expired;
    if (first !== '' && first !== warnedOf) log.warn(`${first}: nothing can be raised until there is a fresh one`);
    warnedOf = first;
  }

  function againstStaying(id: string): readonly string[] {
    const { againstStaying: reasons } = gate.verdict(id);
    return reasons === 'unknown' ? [] : reasons;
  }
}

/** What is against each of them; where they have nothing in common, what is against which. */
function againstEverything(ids: readonly string[], against: (id: string) => readonly string[]): string {
  const [first = '', ...others] = ids;
  const common = against(first).filter((reason) => others.every((id) => against(id).includes(reason)));
  if (common.length > 0) return common.join('; ');
  return ids.map((id) => `${id}: ${against(id).join('; ')}`).join('; ');
}

export function reasonsOf(outcome: Exclude<Outcome, { ok: true }>): string {
  return outcome.reasons.join('; ');
}
