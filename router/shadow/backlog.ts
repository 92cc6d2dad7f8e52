export interface BacklogOptions<Item> {
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
  readonly maxWaitMs: number;
  readonly maxInFlight: number;
  /** Does the work on one. */
  readonly run: (item: Item) => Promise<void>;
  readonly onDropped: (item: Item, reason: 'queue-full' | 'waited-too-long' | 'closed') => void;
  /** Work has failed. */
  readonly onFault: (error: unknown) => void;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

export interface Backlog<Item> {
  readonly waiting: number;
  /** Returns at once; nothing is run before this turn of the event loop has ended. */
  add(item: Item, bytes: number): void;
  /** Drops what waits, and whatever is added from now on. */
  close(): void;
}

/** Work that may be left undone: so many at a time, so many and so much waiting, the first come first served. */
export function createBacklog<Item>(options: BacklogOptions<Item>): Backlog<Item> {
  const { maxWaiting, maxWaitingBytes, maxWaitMs, maxInFlight, run, onDropped, onFault, now } = options;
  const queue = new Set<{ readonly item: Item; readonly bytes: number; readonly since: number }>();
  let waitingBytes = 0;
  let inFlight = 0;
  let closed = false;
  let scheduled = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      startWhatFits();
    });
  }

  function startWhatFits(): void {
    for (const entry of queue) {
      if (inFlight >= maxInFlight) return;
      queue.delete(entry);
      waitingBytes -= entry.bytes;
      if (now() - entry.since > maxWaitMs) onDropped(entry.item, 'waited-too-long');
      else start(entry.item);
    }
  }

  function start(item: Item): void {
    inFlight += 1;
    void run(item)
      .catch(onFault)
      .finally(() => {
        inFlight -= 1;
        if (queue.size > 0) schedule();
      });
  }

  return {
    get waiting() {
      return queue.size;
    },
    add(item, bytes) {
      if (closed) onDropped(item, 'closed');
      else if (queue.size >= maxWaiting || waitingBytes + bytes > maxWaitingBytes) onDropped(item, 'queue-full');
      else {
        queue.add({ item, bytes, since: now() });
        waitingBytes += bytes;
        schedule();
      }
    },
    close() {
      closed = true;
      for (const { item } of queue) onDropped(item, 'closed');
      queue.clear();
      waitingBytes = 0;
    },
  };
}
