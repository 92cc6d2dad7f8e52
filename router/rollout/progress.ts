import type { JournalEntry } from './entry.ts';
import { apply, statesThrough } from './reducer.ts';
import { lowest } from './shares.ts';
import type { RolloutState } from './state.ts';

/** How far the changes have come on their way to the disk. */
export class Progress {
  #durable: RolloutState;
  /** The states that follow on the durable one, each after one entry more. */
  #pending: readonly RolloutState[] = [];
  #unwritten: readonly JournalEntry[] = [];
  #holding: RolloutState;

  constructor(durable: RolloutState) {
    this.#durable = durable;
    this.#holding = durable;
  }

  /** What is on the disk: what anybody may be told that it will hold after a crash. */
  get durable(): RolloutState {
    return this.#durable;
  }

  /** What the next change is decided on. */
  get newest(): RolloutState {
    return this.#pending.at(-1) ?? this.#durable;
  }

  /** Between the durable state and the newest one the lowest of all of them holds. */
  get holding(): RolloutState {
    return this.#holding;
  }

  /** How many entries wait for the disk. */
  get waiting(): number {
    return this.#pending.length;
  }

  /** Whether the next change has to write first that a write failed. */
  get owesLoss(): boolean {
    return this.#unwritten.length > 0;
  }

  /** @returns what has to be written: the entries, behind the one of a failed write */
  begin(entries: readonly JournalEntry[]): readonly JournalEntry[] {
    const written = [...this.#unwritten, ...entries];
    this.#pending = [...this.#pending, ...statesThrough(this.newest, entries).slice(1)];
    this.#unwritten = [];
    this.#settle();
    return written;
  }

  /** The entry is on the disk. */
  stored(entry: JournalEntry): void {
    if (entry.epoch > this.#durable.epoch) this.#durable = apply(this.#durable, entry);
    this.#pending = this.#pending.filter(({ epoch }) => epoch > entry.epoch);
    this.#settle();
  }

  /** A write failed: what is pending was decided on the ground of what is lost, so it is lost too. */
  lost(durable: RolloutState, loss: JournalEntry): void {
    this.#durable = durable;
    this.#pending = [apply(durable, loss)];
    this.#unwritten = [loss];
    this.#settle();
  }

  #settle(): void {
    this.#holding = lowest([this.#durable, ...this.#pending]);
  }
}
