import type { Operation } from '../../contract/operations.ts';
import type { Admission, Admit } from '../proxy/admission.ts';
import { admissionsOf, type EffectiveShares, NO_ADMISSION, sharesOf, type Trial } from './admissions.ts';
import { type Command, decideCommand, type MayRaise } from './command.ts';
import type { Author, JournalEntry } from './entry.ts';
import { environmentRequest } from './environment.ts';
import { type HistoryPage, type PageRequest, pageOf } from './history.ts';
import type { Journal } from './journal.ts';
import type { Outcome, RolloutEvent } from './outcome.ts';
import { Progress } from './progress.ts';
import { lossOf } from './recovery.ts';
import type { RolloutState, Scope, Trip } from './state.ts';

export interface RolloutOptions {
  readonly operations: readonly Pick<Operation, 'id'>[];
  readonly journal: Journal;
  /** Asked for each operation whose share would rise, and for `*` where the general share would. */
  readonly mayRaise: MayRaise;
  /** Time of day, in milliseconds since 1970. */
  readonly now?: () => number;
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

/** A disk that hangs must not collect raises. */
const MAX_WAITING = 100;
const NOT_VERIFIED = 'not yet verified which servers run';

export function createRollout({ operations, journal, mayRaise, now = Date.now }: RolloutOptions): Rollout {
  const ids = operations.map(({ id }) => id);
  const trials = new Map<Scope, Trial>();
  const listeners = new Set<(event: RolloutEvent) => void>();
  const at = () => new Date(now()).toISOString();
  const progress = new Progress(journal.state());
  let heldWhy: string | undefined = NOT_VERIFIED;
  let admissions: ReadonlyMap<string, Admission> = new Map();

  const admissionsIn = (state: RolloutState) => admissionsOf(ids, state, { everything: heldWhy, trials });
  const effective = () => sharesOf(admissions);
  const view = (): RolloutState => ({ ...progress.holding, epoch: progress.durable.epoch });

  /** To be called after every change of what the admissions are made of; the hot path only looks them up. */
  function tell(entry: JournalEntry | undefined): void {
    admissions = admissionsIn(progress.holding);
    for (const listener of listeners) listener({ entry, state: view(), effective: effective() });
  }

  /** From here on nobody goes to the candidate. */
  function fail(reason: string): void {
    const why = `the journal could not be written: ${reason}`;
    // An acknowledgement may be on its way while the write behind it fails already.
    const durable = journal.state();
    progress.lost(durable, lossOf(progress.holding, durable.epoch + 1, why, at()));
    tell(undefined);
  }

  async function change(command: Command, who: Author, why: string): Promise<Outcome> {
    const state = progress.newest;
    const decision = decideCommand(command, { state, operations: ids, mayRaise, who, why, at: at() });
    if (!decision.ok) return decision;
    if (progress.waiting >= MAX_WAITING && decision.raises) {
      return { ok: false, kind: 'refused', reasons: [`${progress.waiting} changes wait for the disk already`] };
    }
    const written = progress.begin(decision.entries);
    admissions = admissionsIn(progress.holding);
    try {
      await journal.append(written);
    } catch {
      return { ok: false, kind: 'not-remembered', reasons: reasonsOfLoss() };
    }
    for (const entry of written) {
      progress.stored(entry);
      tell(entry);
    }
    return { ok: true, state: progress.durable, effective: sharesOf(admissionsIn(progress.durable)) };
  }

  function reasonsOfLoss(): string[] {
    return [`the journal cannot be written: ${journal.problem() ?? 'unknown'}`, 'everything is at 0 % now'];
  }

  function withoutEntry(act: () => void): void {
    act();
    tell(undefined);
  }

  async function requestFromEnvironment(to: number): Promise<Outcome> {
    const { command, why, against } = environmentRequest(to, progress.newest);
    const outcome = await change(command, 'environment', why);
    return outcome.ok && against !== undefined ? { ok: false, kind: 'refused', reasons: [against] } : outcome;
  }

  journal.onFailure(fail);
  admissions = admissionsIn(progress.holding);
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
    held: () => heldWhy ?? (progress.owesLoss ? reasonsOfLoss()[0] : undefined),
    history: (page = {}) => pageOf(journal.entries(), page),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
