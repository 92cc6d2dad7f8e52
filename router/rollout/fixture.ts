import { createJournal, type Journal } from './journal.ts';
import { createRollout, type Rollout, type RolloutOptions } from './rollout.ts';
import type { JournalStorage } from './storage.ts';

export const OPERATIONS = ['addUser', 'listUsers', 'constructor'] as const;
export const OPERATION_TABLE = OPERATIONS.map((id) => ({ id }));

/** A disk in memory: what was written, and how much of it a crash cannot take away. */
export interface FakeDisk {
  readonly storage: JournalStorage;
  file(): Buffer | undefined;
  /** Bytes of `file` that were synced. */
  syncedBytes(): number;
  readonly kept: Map<string, Buffer>;
  /** How many of the next bytes still find room; the write that meets the end fails after them. */
  room(bytes: number): void;
  /** Called when bytes were written and are not yet synced. */
  onWritten(listener: () => void): void;
  /** From now on each write waits before its sync; the returned function lets all that wait go on, and stops the waiting. */
  hang(): () => void;
}

export function createFakeDisk(initial?: Buffer): FakeDisk {
  let file = initial;
  let synced = initial?.length ?? 0;
  let room = Number.POSITIVE_INFINITY;
  let written = () => {};
  let hanging: PromiseWithResolvers<void> | undefined;
  const kept = new Map<string, Buffer>();

  function take(bytes: Buffer): Buffer {
    const fitting = bytes.subarray(0, room);
    room -= fitting.length;
    return fitting;
  }

  async function sync(complete: boolean): Promise<void> {
    written();
    await hanging?.promise;
    if (!complete) throw new Error('ENOSPC: no space left on device');
  }

  const storage: JournalStorage = {
    read: async () => file,
    async append(bytes) {
      const fitting = take(bytes);
      const whole = Buffer.concat([file ?? Buffer.alloc(0), fitting]);
      file = whole;
      await sync(fitting.length === bytes.length);
      synced = whole.length;
    },
    async replace(bytes) {
      await sync(take(bytes).length === bytes.length);
      file = bytes;
      synced = bytes.length;
    },
    async truncate(sizeBytes) {
      file = file?.subarray(0, sizeBytes);
      synced = sizeBytes;
    },
    async setAside(suffix) {
      if (file !== undefined) kept.set(suffix, file);
      file = undefined;
      synced = 0;
      return suffix;
    },
    close: async () => {},
  };
  return {
    storage,
    file: () => file,
    syncedBytes: () => synced,
    kept,
    room: (bytes) => {
      room = bytes;
    },
    onWritten(listener) {
      written = listener;
    },
    hang() {
      const gate = Promise.withResolvers<void>();
      hanging = gate;
      return () => {
        hanging = undefined;
        gate.resolve();
      };
    },
  };
}

export interface Running {
  readonly disk: FakeDisk;
  readonly journal: Journal;
  readonly rollout: Rollout;
  /** Whoever was answered has got the answer: what waits for that runs. */
  delivered(): void;
}

export interface StartOptions extends Partial<Pick<RolloutOptions, 'mayRaise'>> {
  readonly maxBytes?: number;
}

/** A rollout over a disk, with the gate open and both servers verified. */
export async function start(disk = createFakeDisk(), options: StartOptions = {}): Promise<Running> {
  const { mayRaise = () => ({ ok: true }), ...rest } = options;
  let waiting: (() => void)[] = [];
  const now = () => Date.UTC(2026, 0, 2);
  const journal = await createJournal(disk.storage, {
    now,
    afterAcknowledgement: (work) => waiting.push(work),
    ...rest,
  });
  const rollout = createRollout({ operations: OPERATION_TABLE, journal, mayRaise, now });
  rollout.verified();
  return {
    disk,
    journal,
    rollout,
    delivered() {
      const works = waiting;
      waiting = [];
      for (const work of works) work();
    },
  };
}

/** A rollout after a crash that left these bytes. */
export function restart(bytes: Buffer | undefined, options?: StartOptions): Promise<Running> {
  return start(createFakeDisk(bytes), options);
}

/** Shares of all operations in their order. */
export function shares({ rollout }: Pick<Running, 'rollout'>): number[] {
  return OPERATION_TABLE.map((operation) => rollout.effective()[operation.id] ?? Number.NaN);
}

/** All work that was queued when it was called has gone on as far as it can. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
