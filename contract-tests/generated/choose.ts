import fc from 'fast-check';
import type { CaseKind } from './case-kind.ts';
import type { GeneratedRequest } from './requests.ts';

/** What a run sends, and how to make it again. */
export interface Choice {
  readonly requests: fc.Arbitrary<GeneratedRequest>;
  /** For fast-check: with it, and no more, the request is the same. */
  readonly seed: number;
}

/**
 * Chooses what each run sends: first every keyword once, then by weight, each operation as often as another. A run's choice depends
 * on the seed and its number alone, not on what was sent before.
 * @throws {Error} where there is nothing to choose from
 */
export function createChooser(kinds: readonly CaseKind[], seed: number): (run: number) => Choice {
  const byOperation = [...Map.groupBy(kinds, ({ operation }) => operation).values()];
  if (byOperation.length === 0) throw new Error('the contract has no operation to make requests to');
  const keywords = kinds.filter(({ keyword }) => keyword !== undefined);

  return (run) => {
    const random = randomOf(seed, run);
    const own = byOperation[Math.floor(random() * byOperation.length)] ?? [];
    const tried = [keywords[run], ...Array.from({ length: 20 }, () => draw(own, random)), ...own];
    for (const kind of tried) {
      const requests = kind?.requests();
      if (requests !== undefined) return { requests, seed: Math.floor(random() * 2 ** 31) };
    }
    throw new Error(`no request can be made to ${own[0]?.operation}`);
  };
}

/** The request of a choice. */
export function requestOf({ requests, seed }: Choice): GeneratedRequest {
  const [request] = fc.sample(requests, { seed, numRuns: 1 });
  if (request === undefined) throw new Error('fast-check made nothing');
  return request;
}

function draw(kinds: readonly CaseKind[], random: () => number): CaseKind | undefined {
  const sum = kinds.reduce((total, { weight }) => total + weight, 0);
  let left = random() * sum;
  return kinds.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}

/** Numbers in [0, 1) that follow from seed and run: mulberry32 over both, mixed by the finalizer of MurmurHash3. */
function randomOf(seed: number, run: number): () => number {
  let state = mixed(mixed(seed) ^ run);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return mixed(state) / 2 ** 32;
  };
}

function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
