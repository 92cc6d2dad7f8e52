/** Writes what comes while a write is under way together with the next one, in order. */
export interface GroupCommit<T> {
  /** Settles when the items are stored. @throws whatever `store` threw for them, or for something before them */
  write(items: readonly T[]): Promise<void>;
  idle(): Promise<void>;
}

interface Batch<T> {
  readonly items: readonly T[];
  readonly settled: PromiseWithResolvers<void>;
}

/**
 * `store` runs once at a time. Where it throws, `failed` is told first; then everything that waits is given up with it, since what
 * waits was decided on the ground of what was lost.
 */
export function createGroupCommit<T>(
  store: (items: readonly T[]) => Promise<void>,
  failed: (error: unknown) => void,
): GroupCommit<T> {
  let waiting: Batch<T>[] = [];
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const batches = takeWaiting();
      try {
        await store(batches.flatMap(({ items }) => items));
        for (const { settled } of batches) settled.resolve();
      } catch (error) {
        const lost = [...batches, ...takeWaiting()];
        failed(error);
        for (const { settled } of lost) settled.reject(error);
      }
    }
    working = undefined;
  }

  function takeWaiting(): Batch<T>[] {
    const taken = waiting;
    waiting = [];
    return taken;
  }

  return {
    write(items) {
      const settled = Promise.withResolvers<void>();
      waiting.push({ items, settled });
      working ??= work();
      return settled.promise;
    },
    idle: () => working ?? Promise.resolve(),
  };
}
