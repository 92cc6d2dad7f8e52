import type { Operation } from '../../contract/operations.ts';
import type { Decision, UpstreamName } from '../proxy/decide.ts';
import type { Attempt } from '../proxy/fallback.ts';
import { type AttemptSeen, areAlike, count, discount, isSilent, NOTHING, type Sign, signOf, Track } from './count.ts';
import type { Pair } from './judge-failures.ts';
import { SignsOfLife } from './silence.ts';

export type ByUpstream<T> = Readonly<Record<UpstreamName, T>>;

const TURN_EVERY_MS = 1_000;
/** More seconds than a window has are as good as all of it. */
const MAX_TURNS = 400;

/** Counts what happens to requests: on the way of each of them, so that it only adds numbers. Who judges them comes by later. */
export class Counters {
  readonly life: ByUpstream<SignsOfLife> = { express: new SignsOfLife(), fastify: new SignsOfLife() };
  readonly #tracks = new Map<string, ByUpstream<Track>>();
  /** How the decided server failed, until it is known whether its stand-in does so as well. */
  readonly #failed = new WeakMap<Decision, Sign>();
  /** Of the last look, so that no request asks the clock. */
  #nowMs = 0;
  #turnedAt: number | undefined;

  constructor(operations: readonly Operation[]) {
    for (const { id } of operations) this.#tracks.set(id, { express: new Track(), fastify: new Track() });
  }

  /** It is the turn of an upstream. What stands in, or asks again, is no request more. */
  turnOf({ operation, upstream, forced }: Decision, attempt: Attempt): void {
    if (operation === undefined || forced || attempt.upstream !== upstream || attempt.connection === 'fresh') return;
    this.#tracks.get(operation.id)?.[upstream].started(this.#nowMs);
  }

  /** @returns what the attempt says of the upstream that was asked */
  attempt(seen: AttemptSeen): Sign {
    const { decision, attempt, outcome } = seen;
    // What an operator forces says nothing about users.
    if (decision.forced) return NOTHING;
    const sign = signOf(seen);
    const tracks = this.#tracks.get(decision.operation?.id ?? '');
    const track = tracks?.[attempt.upstream];
    const silent = isSilent(seen);
    if (silent !== undefined) {
      this.life[attempt.upstream].attempt(silent, decision.operation?.id);
      if (track !== undefined) track.silent = silent === 'alive' ? 0 : track.silent + 1;
    }
    if (tracks === undefined || track === undefined) return sign;
    if (attempt.upstream !== decision.upstream) {
      // What stands in gets the requests that another has failed, so they say nothing fair about it; but if it fails them alike,
      // they say nothing about the other either.
      const failed = this.#failed.get(decision);
      if (failed !== undefined && areAlike(failed, sign)) discount(tracks[decision.upstream], failed);
      return sign;
    }
    const stale = attempt.connection === 'fresh' ? this.#failed.get(decision) : undefined;
    // The idle connection had been closed; the repeat tells how the server is.
    if (stale !== undefined) discount(track, stale);
    count(track, sign, seen);
    if (outcome.kind !== 'answered') this.#failed.set(decision, sign);
    return sign;
  }

  /**
   * Time goes on; in milliseconds of the clock of whoever judges.
   * @returns whether a second or more is over since it was last said so
   */
  at(nowMs: number): boolean {
    this.#nowMs = nowMs;
    const from = this.#turnedAt ?? nowMs;
    const turns = Math.min(Math.floor((nowMs - from) / TURN_EVERY_MS), MAX_TURNS);
    for (let count = 0; count < turns; count += 1) this.turn();
    this.#turnedAt = turns === MAX_TURNS ? nowMs : from + turns * TURN_EVERY_MS;
    return turns > 0;
  }

  /** A second is over. */
  turn(): void {
    for (const { express, fastify } of this.#tracks.values()) {
      express.window.turn();
      fastify.window.turn();
    }
  }

  tracks(operation: string): ByUpstream<Track> | undefined {
    return this.#tracks.get(operation);
  }

  pair(operation: string): Pair | undefined {
    const tracks = this.#tracks.get(operation);
    if (tracks === undefined) return undefined;
    return { scope: operation, candidate: tracks.fastify.window, baseline: tracks.express.window };
  }

  /** What the candidate did before it recovered does not count against it again. */
  forget(operation: string): void {
    this.#tracks.get(operation)?.fastify.clear();
  }

  forgetAll(): void {
    for (const { fastify } of this.#tracks.values()) fastify.clear();
    this.life.fastify.forgetAttempts();
  }
}
