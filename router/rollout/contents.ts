import { extend, imageOf, type JournalImage } from './image.ts';
import { decodeRecord, type JournalRecord } from './record.ts';

export type Contents =
  | {
      readonly kind: 'sound';
      readonly image: JournalImage;
      readonly sizeBytes: number;
      /** Length of a last line without its end: a write that was cut off, which nobody was told of. 0 where there is none. */
      readonly tornBytes: number;
    }
  | {
      readonly kind: 'damaged';
      /** One line: where, and what is wrong. */
      readonly reason: string;
      /** Highest epoch that can still be read; whatever follows must rise above it. */
      readonly epoch: number;
    };

const NEWLINE = 0x0a;

/**
 * What the bytes of a journal's file say. Only a last line without its end is forgiven: a write ends with it, so such a line was
 * never synced. A complete line that is wrong may have been a rollback; nothing after it can be trusted, nor the state before it.
 */
export function readContents(bytes: Buffer): Contents {
  const sizeBytes = bytes.lastIndexOf(NEWLINE) + 1;
  const lines = bytes.toString('utf8', 0, sizeBytes).split('\n').slice(0, -1);
  const records: JournalRecord[] = [];
  try {
    for (const line of lines) records.push(decoded(line, records.length + 1));
    const [first, ...rest] = records;
    if (first?.kind !== 'snapshot') throw new Error('it does not begin with a state');
    return { kind: 'sound', image: extend(imageOf(first.state), rest), sizeBytes, tornBytes: bytes.length - sizeBytes };
  } catch (error) {
    return { kind: 'damaged', reason: reasonOf(error), epoch: highestEpoch(lines) };
  }
}

/** An error's message, for a line of the log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function decoded(line: string, number: number): JournalRecord {
  try {
    return decodeRecord(line);
  } catch (error) {
    throw new Error(`line ${number}: ${reasonOf(error)}`, { cause: error });
  }
}

function highestEpoch(lines: readonly string[]): number {
  let highest = 0;
  for (const line of lines) {
    try {
      highest = Math.max(highest, epochOf(decodeRecord(line)));
    } catch {
      // The line that is wrong, or another one.
    }
  }
  return highest;
}

function epochOf(record: JournalRecord): number {
  if (record.kind === 'entry') return record.entry.epoch;
  return record.kind === 'snapshot' ? record.state.epoch : record.epoch;
}
