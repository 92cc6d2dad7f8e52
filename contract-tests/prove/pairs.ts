import type { Pair, PairOptions } from '../pair.ts';

export type StartPair = (options?: PairOptions) => Promise<Pair>;

/** The pairs that a run has started, so that none outlives it, however the run ends. */
export interface Pairs {
  readonly start: StartPair;
  /** Ends all, also those that are only starting; none can be started any more. */
  stop(): Promise<void>;
}

/** @param env variables of every pair; those that a pair is started with win */
export function createPairs(env: Readonly<Record<string, string>>, startPair: StartPair): Pairs {
  const started: Promise<Pair>[] = [];
  const over = new AbortController();
  return {
    async start(options = {}) {
      if (over.signal.aborted) throw new Error('the run is over; no server is started any more');
      const pair = startPair({ ...options, env: { ...env, ...options.env }, signal: over.signal });
      started.push(pair);
      return pair;
    },
    async stop() {
      over.abort();
      const pairs = await Promise.allSettled(started);
      await Promise.all(pairs.map((pair) => (pair.status === 'fulfilled' ? pair.value.stop() : undefined)));
    },
  };
}
