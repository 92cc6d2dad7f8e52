import type { Author, Change, JournalEntry } from './entry.ts';
import { isPercentage } from './entry-form.ts';
import { statesThrough } from './reducer.ts';
import { configuredShare, effectiveShare, own } from './shares.ts';
import { EVERYTHING, type RolloutState, type Scope, type Trip } from './state.ts';

/** What somebody wants of the rollout. */
export type Command =
  | { readonly kind: 'set'; readonly scope: Scope; readonly to: number | null }
  | { readonly kind: 'roll-back'; readonly scope: Scope }
  | { readonly kind: 'pause' | 'resume' }
  | ({ readonly kind: 'trip'; readonly scope: Scope } & Omit<Trip, 'at'>)
  | { readonly kind: 'recover'; readonly scope: Scope }
  | { readonly kind: 'request'; readonly to: number }
  | { readonly kind: 'disregard'; readonly to: number };

export interface Circumstances {
  readonly state: RolloutState;
  readonly operations: readonly string[];
  readonly mayRaise: MayRaise;
  readonly who: Author;
  readonly why: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The gate: whether the proof lets an operation, or `*` the general share, be raised. */
export type MayRaise = (scope: Scope) => Permission;

export type Permission = { readonly ok: true } | { readonly ok: false; readonly reasons: readonly string[] };

/** `invalid`: it can never be done so; `refused`: not now. Each reason is one line for a person. */
export interface Refusal {
  readonly ok: false;
  readonly kind: 'invalid' | 'refused';
  readonly reasons: readonly string[];
}

const MAX_WHY_LENGTH = 500;
const MAX_REASONS = 50;

export interface Accepted {
  readonly ok: true;
  /** None where the command changes nothing. */
  readonly entries: readonly JournalEntry[];
  /** Somebody's share rises, at once or later. */
  readonly raises: boolean;
}

/** The entries that a command makes, or why it is refused. */
export function decideCommand(command: Command, circumstances: Circumstances): Accepted | Refusal {
  const { state, operations, who, at } = circumstances;
  const wrong = mistakesIn(command, operations);
  if (wrong.length > 0) return { ok: false, kind: 'invalid', reasons: wrong };
  const stamp = { at, who, why: oneLine(circumstances.why) };
  const entries = changesOf(command, circumstances).map(
    (change, index): JournalEntry => ({ ...stamp, ...change, epoch: state.epoch + 1 + index }),
  );
  const raised = raisedScopes(state, statesThrough(state, entries).at(-1) ?? state, operations);
  const arms = entries.some(({ kind }) => kind === 'recover');
  const reasons = objectionsTo(command, arms, raised, circumstances);
  if (reasons.length > 0) return { ok: false, kind: 'refused', reasons };
  return { ok: true, entries, raises: arms || raised.length > 0 || command.kind === 'resume' };
}

function mistakesIn(command: Command, operations: readonly string[]): string[] {
  const mistakes: string[] = [];
  if ('scope' in command && command.scope !== EVERYTHING && !operations.includes(command.scope)) {
    mistakes.push(
      `there is no operation ${oneLine(JSON.stringify(command.scope))}; there are ${operations.join(', ')}`,
    );
  }
  if (!('to' in command) || isPercentage(command.to)) return mistakes;
  if (command.to !== null) {
    return [...mistakes, `${String(command.to)} is no percentage; it must be 0 to 100 with at most three decimals`];
  }
  return 'scope' in command && command.scope === EVERYTHING
    ? [...mistakes, 'the general percentage cannot be taken away; it must be 0 to 100 with at most three decimals']
    : mistakes;
}

function changesOf(command: Command, { state, who, at }: Circumstances): Change[] {
  switch (command.kind) {
    case 'set': {
      const { scope, to } = command;
      const from = scope === EVERYTHING ? state.percentage : (own(state.operations, scope) ?? null);
      const changes: Change[] = from === to ? [] : [{ kind: 'set', scope, from, to: to === null ? null : to || 0 }];
      // A person who asks for a share above 0 has seen why it was held: this arms it again.
      const rearms = who === 'operator' && to !== null && to > 0 && own(state.trips, scope) !== undefined;
      return rearms ? [...changes, { kind: 'recover', scope }] : changes;
    }
    case 'roll-back': {
      const { scope } = command;
      const shares = scope === EVERYTHING ? [state.percentage, ...Object.values(state.operations)] : [];
      const from = scope === EVERYTHING ? state.percentage : configuredShare(state, scope);
      return from > 0 || shares.some((share) => share > 0) ? [{ kind: 'roll-back', scope, from }] : [];
    }
    case 'pause':
    case 'resume':
      return state.paused === (command.kind === 'pause') ? [] : [{ kind: command.kind }];
    case 'trip': {
      const { scope, verdict, recovery, proof } = command;
      const under = proof === undefined ? {} : { proof };
      const standing = own(state.trips, scope);
      const graver = standing === undefined || (standing.recovery === 'trial' && recovery === 'person');
      return graver ? [{ kind: 'trip', scope, trip: { verdict: oneLine(verdict), recovery, at, ...under } }] : [];
    }
    case 'recover':
      return own(state.trips, command.scope) === undefined ? [] : [{ kind: 'recover', scope: command.scope }];
    case 'request':
      if (state.requested === command.to) return [];
      return [{ kind: 'request', from: state.percentage, to: command.to || 0 }];
    case 'disregard':
      return [{ kind: 'disregard', to: command.to || 0 }];
  }
}

function objectionsTo(
  command: Command,
  arms: boolean,
  raised: readonly Scope[],
  { state, mayRaise, who }: Circumstances,
): string[] {
  if (command.kind === 'recover' && who === 'breaker' && own(state.trips, command.scope)?.recovery === 'person') {
    return ['the contract was violated: this waits for a person or a fresh proof'];
  }
  if (!arms && raised.length === 0) return [];
  if (state.paused) return ['raises are paused; resume them first'];
  const reasons = new Set<string>();
  for (const scope of raised) {
    const permission = mayRaise(scope);
    if (!permission.ok) for (const reason of permission.reasons) reasons.add(oneLine(reason));
  }
  return [...reasons].slice(0, MAX_REASONS);
}

/** Whose share rises, at once or as soon as a breaker lets go. */
function raisedScopes(before: RolloutState, after: RolloutState, operations: readonly string[]): Scope[] {
  const raised = operations.filter(
    (id) =>
      configuredShare(after, id) > configuredShare(before, id) ||
      effectiveShare(after, id) > effectiveShare(before, id),
  );
  return after.percentage > before.percentage ? [EVERYTHING, ...raised] : raised;
}

/** What ends up in logs and in a terminal holds no line break and no escape sequence. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_WHY_LENGTH);
}
