import type { JournalEntry } from './entry.ts';
import { encodeRecord, type JournalRecord } from './record.ts';
import { apply, statesThrough } from './reducer.ts';
import { holdsTheSame, lowest } from './shares.ts';
import type { RolloutState } from './state.ts';

/** What a journal's file says, in memory. */
export interface JournalImage {
  /** The state that the entries start from. */
  readonly base: RolloutState;
  readonly entries: readonly JournalEntry[];
  /** Epoch up to which whoever asked for a change knows that it holds, or up to which it makes no difference. */
  readonly confirmed: number;
  /**
   * The states from the confirmed one to the newest. A raise that reached the disk without anybody having been told of it must not
   * come into effect by a crash, so a restart gives the lowest of these.
   */
  readonly inDoubt: readonly [RolloutState, ...RolloutState[]];
}

const MAX_KEPT_ENTRIES = 1_000;

export function imageOf(base: RolloutState): JournalImage {
  return { base, entries: [], confirmed: base.epoch, inDoubt: [base] };
}

/** @throws {Error} saying which record is out of order */
export function extend(image: JournalImage, records: readonly JournalRecord[]): JournalImage {
  const entries = [...image.entries];
  let { confirmed } = image;
  let states: RolloutState[] = [...image.inDoubt];
  let state = newestOf(image);
  for (const record of records) {
    const wrong = outOfOrder(record, state.epoch);
    if (wrong !== undefined) throw new Error(wrong);
    if (record.kind === 'entry') {
      state = apply(state, record.entry);
      entries.push(record.entry);
      states.push(state);
    } else if (record.kind === 'confirm') {
      confirmed = Math.max(confirmed, record.epoch);
      states = states.filter(({ epoch }) => epoch >= record.epoch);
    }
  }
  const [first = state, ...rest] = states;
  // What only lowered needs nobody's confirmation.
  if (holdsTheSame(lowest([first, ...rest]), state)) {
    return { base: image.base, entries, confirmed: state.epoch, inDoubt: [state] };
  }
  return { base: image.base, entries, confirmed, inDoubt: [first, ...rest] };
}

export function newestOf({ inDoubt }: JournalImage): RolloutState {
  return inDoubt.at(-1) ?? inDoubt[0];
}

/** The same with its last entries only, at most a thousand and half of `maxBytes`; the base takes in the others. */
export function compacted(image: JournalImage, maxBytes: number): JournalImage {
  const { base, entries, confirmed } = image;
  let keep = 0;
  let bytes = 0;
  for (const entry of entries.toReversed()) {
    bytes += encodeRecord({ kind: 'entry', entry }).length;
    if (bytes > maxBytes / 2 || keep === MAX_KEPT_ENTRIES) break;
    keep += 1;
  }
  // What is in doubt stays an entry, so that a restart can still take it back.
  const dropped = Math.min(entries.length - keep, confirmed - base.epoch);
  const nextBase = statesThrough(base, entries.slice(0, dropped)).at(-1) ?? base;
  return { ...image, base: nextBase, entries: entries.slice(dropped) };
}

/** The bytes of a file that says this. */
export function encodeImage({ base, entries, confirmed }: JournalImage): Buffer {
  const records: readonly JournalRecord[] = [
    { kind: 'snapshot', state: base },
    ...entries.map((entry): JournalRecord => ({ kind: 'entry', entry })),
    { kind: 'confirm', epoch: confirmed },
  ];
  return encodeRecords(records);
}

export function encodeRecords(records: readonly JournalRecord[]): Buffer {
  return Buffer.from(records.map(encodeRecord).join(''));
}

function outOfOrder(record: JournalRecord, epoch: number): string | undefined {
  if (record.kind === 'snapshot') return 'a snapshot stands after the first line';
  if (record.kind === 'entry') {
    return record.entry.epoch === epoch + 1 ? undefined : `epoch ${record.entry.epoch} follows epoch ${epoch}`;
  }
  return record.epoch <= epoch ? undefined : `epoch ${record.epoch} is confirmed and not there`;
}
