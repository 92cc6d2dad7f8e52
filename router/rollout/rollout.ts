import type { Operation } from '../../contract/operations.ts';
import type { Admission, Admit } from '../proxy/admission.ts';
import { admissionsOf, NO_ADMISSION, type Trial } from './admissions.ts';
import { type Command, decideCommand, type MayRaise, type Refusal } from './command.ts';
import type { Author, JournalEntry } from './entry.ts';
import { type HistoryPage, type PageRequest, pageOf } from './history.ts';
import type { Journal } from './journal.ts';
import { lossOf } from './recovery.ts';
import { apply, statesThrough } from './reducer.ts';
import { lowest } from './shares.ts';
import type { RolloutState, Scope, Trip } from './state.ts';

export interface RolloutOptions {
  readonly operations: readonly Pick<Operation, 'id'>[];
  readonly journal: Journal;
  /** Asked for each operation whose share would rise, and for `*` where the general share would. */
  readonly mayRaise: MayRaise;
  /** Time of day, in milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * What became of a change. `not-remembered`: the journal could not be written; everything is at 0 % from then on, and the next
 * change tries again.
 */
export type Outcome =
  | { readonly ok: true; readonly state: RolloutState; readonly effective: EffectiveShares }
  | Refusal
  | { readonly ok: false; readonly kind: 'not-remembered'; readonly reasons: readonly string[] };

/** Share of the users that really may go to the candidate, 0 to 100, by operationId. */
export type EffectiveShares = Readonly<Record<string, number>>;

/** `entry` is undefined where something was held or let go without an entry. */
export interface RolloutEvent {
  readonly entry: JournalEntry | undefined;
  readonly state: RolloutState;
  readonly effective: EffectiveShares;
}

/** The one owner of the split. A raise holds once it is on the disk, a lowering at once; both are acknowledged when they are on the disk. */
export interface Rollout {
  /** `to` null: the operation has no share of its own any more. An operator's share above 0 also lets go what a breaker holds in that scope. */
  set(scope: Scope, to: number | null, who: Author, why: string): Promise<Outcome>;
  rollBack(scope: Scope, who: Author, why: string): Promise<Outcome>;
  pause(who: Author, why: string): Promise<Outcome>;
  resume(who: Author, why: string): Promise<Outcome>;
  trip(scope: Scope, trip: Omit<Trip, 'at'>): Promise<Outcome>;
  /** Lets go what a breaker holds; what waits for a person or a fresh proof only an operator or the gate may let go. */
  recover(scope: Scope, who: Author, why: string): Promise<Outcome>;
  /** What FASTIFY_TRAFFIC_PERCENTAGE says; to be asked once after each start, when the gate knows both servers. */
  requestFromEnvironment(percentage: number): Promise<Outcome>;
  readonly admit: Admit;
  /** Everything at 0 % without an entry, as it is from the start until `verified`. */
  hold(why: string): void;
  verified(): void;
  /** Lets the breaker try what it holds; undefined ends the trial. */
  setTrial(scope: Scope, trial: Trial | undefined): void;
  /** What holds now, with raises that wait for the disk left out. */
  state(): RolloutState;
  effective(): EffectiveShares;
  /** Why everything is at 0 % though no entry says so. */
  held(): string | undefined;
  history(page?: PageRequest): HistoryPage;
  /** The listener must not throw. Gives back what ends the subscription. */
  subscribe(listener: (event: RolloutEvent) => void): () => void;
}

interface Pending {
  readonly entry: JournalEntry;
  readonly state: RolloutState;
}

/** A disk that hangs must not collect raises. */
const MAX_PENDING = 100;
const NOT_VERIFIED = 'not yet verified which servers run';

export function createRollout({ operations, journal, mayRaise, now = Date.now }: RolloutOptions): Rollout {
  const ids = operations.map(({ id }) => id);
  const trials = new Map<Scope, Trial>();
  const listeners = new Set<(event: RolloutEvent) => void>();
  const at = () => new Date(now()).toISOString();
  /** What is on the disk, and what follows it there. Between the two the lowest of all these states holds. */
  let durable = journal.state();
  let pending: readonly Pending[] = [];
  /** After a failed write: the entry that has to go before the next ones. */
  let unwritten: readonly JournalEntry[] = [];
  let heldWhy: string | undefined = NOT_VERIFIED;
  let holding = lowest([durable]);
  let admissions: ReadonlyMap<string, Admission> = new Map();

  const newest = () => pending.at(-1)?.state ?? durable;
  const effective = (): EffectiveShares => Object.fromEntries(ids.map((id) => [id, shareOf(admissions.get(id))]));
  const view = (): RolloutState => ({ ...holding, epoch: durable.epoch });

  function recompute(): void {
    holding = lowest([durable, ...pending.map(({ state }) => state)]);
    admissions = admissionsOf(ids, holding, { everything: heldWhy, trials });
  }

  function announce(entry: JournalEntry | undefined): void {
    for (const listener of listeners) listener({ entry, state: view(), effective: effective() });
  }

  /** From here on nobody goes to the candidate; what is pending was decided on the ground of what is lost, so it is lost too. */
  function fail(reason: string): void {
    const why = `the journal could not be written: ${reason}`;
    // An acknowledgement may be on its way while the write behind it fails already.
    durable = journal.state();
    const entry = lossOf(holding, durable.epoch + 1, why, at());
    pending = [{ entry, state: apply(durable, entry) }];
    unwritten = [entry];
    recompute();
    announce(undefined);
  }

  async function change(command: Command, who: Author, why: string): Promise<Outcome> {
    const decision = decideCommand(command, { state: newest(), operations: ids, mayRaise, who, why, at: at() });
    if (!decision.ok) return decision;
    const { entries, raises } = decision;
    if (pending.length >= MAX_PENDING && raises) {
      return { ok: false, kind: 'refused', reasons: [`${pending.length} changes wait for the disk already`] };
    }
    const states = statesThrough(newest(), entries).slice(1);
    pending = [...pending, ...states.flatMap((state, index) => withEntry(entries[index], state))];
    recompute();
    const written = [...unwritten, ...entries];
    unwritten = [];
    try {
      await journal.append(written);
    } catch {
      return { ok: false, kind: 'not-remembered', reasons: reasonsOfLoss() };
    }
    for (const entry of written) becomeDurable(entry);
    return { ok: true, state: view(), effective: effective() };
  }

  function becomeDurable(entry: JournalEntry): void {
    if (entry.epoch > durable.epoch) durable = apply(durable, entry);
    pending = pending.filter(({ state }) => state.epoch > entry.epoch);
    recompute();
    announce(entry);
  }

  function reasonsOfLoss(): string[] {
    return [`the journal cannot be written: ${journal.problem() ?? 'unknown'}`, 'everything is at 0 % now'];
  }

  function withoutEntry(act: () => void): void {
    act();
    recompute();
    announce(undefined);
  }

  async function requestFromEnvironment(to: number): Promise<Outcome> {
    const why = `FASTIFY_TRAFFIC_PERCENTAGE=${to}`;
    const { requested, ignoresNextRequest, percentage } = newest();
    if (requested !== undefined || ignoresNextRequest === undefined || to <= percentage) {
      return change({ kind: 'request', to }, 'environment', why);
    }
    const outcome = await change({ kind: 'disregard', to }, 'environment', why);
    const reason = `${why} is older than what lowered the split, so it does not raise it: change it, or set the percentage`;
    return outcome.ok ? { ok: false, kind: 'refused', reasons: [reason] } : outcome;
  }

  journal.onFailure(fail);
  recompute();
  const problem = journal.problem();
  if (problem !== undefined) fail(problem);

  return {
    set: (scope, to, who, why) => change({ kind: 'set', scope, to }, who, why),
    rollBack: (scope, who, why) => change({ kind: 'roll-back', scope }, who, why),
    pause: (who, why) => change({ kind: 'pause' }, who, why),
    resume: (who, why) => change({ kind: 'resume' }, who, why),
    trip: (scope, trip) => change({ kind: 'trip', scope, ...trip }, 'breaker', trip.verdict),
    recover: (scope, who, why) => change({ kind: 'recover', scope }, who, why),
    requestFromEnvironment,
    admit: ({ id }) => admissions.get(id) ?? NO_ADMISSION,
    hold: (why) => withoutEntry(() => (heldWhy = why)),
    verified: () => withoutEntry(() => (heldWhy = undefined)),
    setTrial: (scope, trial) =>
      withoutEntry(() => (trial === undefined ? trials.delete(scope) : trials.set(scope, trial))),
    state: view,
    effective,
    held: () => heldWhy ?? (unwritten.length > 0 ? reasonsOfLoss()[0] : undefined),
    history: (page = {}) => pageOf(journal.entries(), page),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** While a breaker tries, its share is none of the split. */
function shareOf(admission: Admission | undefined): number {
  return admission === undefined || admission.trial !== undefined ? 0 : admission.percentage;
}

function withEntry(entry: JournalEntry | undefined, state: RolloutState): Pending[] {
  return entry === undefined ? [] : [{ entry, state }];
}
