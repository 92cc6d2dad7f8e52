/** What is decided about the split at one moment; every change of it is an entry of the journal. */
export interface RolloutState {
  /** Rises by one with each entry of the journal. */
  readonly epoch: number;
  /** Share of the users that go to the candidate, 0 to 100 with up to three decimals, for operations without a share of their own. */
  readonly percentage: number;
  /** By operationId; such a share prevails over the general one. */
  readonly operations: Readonly<Record<string, number>>;
  /** While it is so nothing is raised, neither by a person nor by a breaker that recovers. Lowering goes on. */
  readonly paused: boolean;
  /** What is held at 0 % by a breaker: by operationId, or `*` for everything. */
  readonly trips: Readonly<Record<string, Trip>>;
  /** The last value of FASTIFY_TRAFFIC_PERCENTAGE that was accepted: the variable asks again only when it changes. */
  readonly requested: number | undefined;
  /**
   * The split was lowered by itself before any value of the variable was accepted: the value that it has at the next start was
   * there before that, so it is no request.
   */
  readonly ignoresNextRequest?: true;
}

/** A state without its place in the journal. */
export type Decided = Omit<RolloutState, 'epoch'>;

/** Why a breaker holds something at 0 %. */
export interface Trip {
  /** One line: numbers, threshold, decision. */
  readonly verdict: string;
  /** `trial`: it may recover by itself; `person`: it waits for a person or a fresh proof (after a violation of the contract). */
  readonly recovery: 'trial' | 'person';
  /** ISO 8601. */
  readonly at: string;
  /** Id of the proof that was there when it happened; undefined where there was none, or an older release wrote the entry. */
  readonly proof?: string;
}

/** Everything, as opposed to one operation. */
export const EVERYTHING = '*';

/** An operationId, or everything. */
export type Scope = string;

/** Nothing is known: nobody goes to the candidate. */
export const NOTHING_DECIDED: RolloutState = {
  epoch: 0,
  percentage: 0,
  operations: {},
  paused: false,
  trips: {},
  requested: undefined,
};
