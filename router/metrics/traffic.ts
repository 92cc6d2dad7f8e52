import { BUCKETS } from '../proxy/bucket.ts';
import type { Observation } from '../proxy/observe.ts';
import { judgeShare, type MeasuredShare, type ShareCounts } from './measured-share.ts';

/** Neighbouring buckets count as one user: 12,500 users are enough for any interval, in an eighth of the memory. */
const BUCKETS_PER_USER_BITS = 3;
const WORDS = Math.ceil((BUCKETS >> BUCKETS_PER_USER_BITS) / 32);

/**
 * What became of each operation's requests in the last one to two turns, but no longer back than the share that decided the last
 * one holds. Whoever owns it calls `turn`. What an operator forced does not count.
 */
export class Traffic {
  readonly #operations = new Map<string, OperationTraffic>();

  /** @param ids of the contract's operations; others are not counted */
  constructor(ids: readonly string[]) {
    for (const id of ids) this.#operations.set(id, new OperationTraffic());
  }

  observe(observation: Observation): void {
    if (observation.kind === 'decision') {
      const { decision } = observation;
      if (decision.operation === undefined || decision.forced) return;
      const { bucket, percentage, upstream } = decision;
      this.#operations.get(decision.operation.id)?.decided(bucket, percentage, upstream === 'fastify');
    } else if (observation.kind === 'answer') {
      const { operation, routedTo, status } = observation;
      if (operation === undefined || status === undefined || routedTo === 'none') return;
      this.#operations.get(operation.id)?.answered(routedTo === 'fastify');
    }
  }

  /** What was counted, against the share that is in force (0 to 100). */
  measured(operationId: string, effective: number): MeasuredShare {
    return judgeShare(this.#operations.get(operationId)?.counts() ?? NOTHING, effective);
  }

  turn(): void {
    for (const operation of this.#operations.values()) operation.turn();
  }
}

class OperationTraffic {
  #percentage: number | undefined;
  #current: Slice | undefined;
  #previous: Slice | undefined;

  decided(bucket: number, percentage: number, toFastify: boolean): void {
    if (percentage !== this.#percentage) {
      this.#percentage = percentage;
      this.#previous = undefined;
      this.#current = undefined;
    }
    this.#current ??= newSlice();
    const slice = this.#current;
    const user = bucket >> BUCKETS_PER_USER_BITS;
    const word = user >> 5;
    const bit = 1 << (user & 31);
    slice.requests += 1;
    slice.seen[word] = (slice.seen[word] ?? 0) | bit;
    if (!toFastify) return;
    slice.toFastify += 1;
    slice.seenByFastify[word] = (slice.seenByFastify[word] ?? 0) | bit;
  }

  answered(byFastify: boolean): void {
    const slice = this.#current ?? this.#previous;
    if (slice === undefined) return;
    if (byFastify) slice.byFastify += 1;
    else slice.byExpress += 1;
  }

  turn(): void {
    this.#previous = this.#current;
    this.#current = undefined;
  }

  counts(): ShareCounts {
    const slices = [this.#previous, this.#current].filter((slice) => slice !== undefined);
    const sum = (of: (slice: Slice) => number) => slices.reduce((total, slice) => total + of(slice), 0);
    return {
      percentage: slices.length === 0 ? undefined : this.#percentage,
      requests: sum(({ requests }) => requests),
      toFastify: sum(({ toFastify }) => toFastify),
      users: bitsIn(slices.map(({ seen }) => seen)),
      usersToFastify: bitsIn(slices.map(({ seenByFastify }) => seenByFastify)),
      byFastify: sum(({ byFastify }) => byFastify),
      byExpress: sum(({ byExpress }) => byExpress),
    };
  }
}

interface Slice {
  requests: number;
  toFastify: number;
  byFastify: number;
  byExpress: number;
  /** One bit for each user. */
  readonly seen: Uint32Array;
  readonly seenByFastify: Uint32Array;
}

const NOTHING: ShareCounts = {
  percentage: undefined,
  requests: 0,
  toFastify: 0,
  users: 0,
  usersToFastify: 0,
  byFastify: 0,
  byExpress: 0,
};

function newSlice(): Slice {
  const [seen, seenByFastify] = [new Uint32Array(WORDS), new Uint32Array(WORDS)];
  return { requests: 0, toFastify: 0, byFastify: 0, byExpress: 0, seen, seenByFastify };
}

/** Bits that are set in any of the sets. */
function bitsIn(sets: readonly Uint32Array[]): number {
  let count = 0;
  for (let word = 0; word < WORDS; word += 1) {
    let bits = sets.reduce((all, set) => all | (set[word] ?? 0), 0);
    for (; bits !== 0; bits &= bits - 1) count += 1;
  }
  return count;
}
