import { hash } from 'node:crypto';
import type { JournalEntry } from './entry.ts';
import { isEntry, isEpoch, isObject, isState } from './entry-form.ts';
import type { RolloutState } from './state.ts';

/** What one line of the journal's file holds. */
export type JournalRecord =
  /** The file's first line, and no other: the state that its entries start from. */
  | { readonly kind: 'snapshot'; readonly state: RolloutState }
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  /** Whoever asked for the changes up to this epoch knows that they hold. */
  | { readonly kind: 'confirm'; readonly epoch: number };

const LINE = /^\{"checksum":"([0-9a-f]{16})","record":(.*)\}$/s;
const CHECKSUM_LENGTH = 16;

/** The record's line, with its end: a JSON object of the record and a checksum over the record's very text. */
export function encodeRecord(record: JournalRecord): string {
  const text = JSON.stringify(record);
  return `{"checksum":"${checksum(text)}","record":${text}}\n`;
}

/** @throws {Error} saying what is wrong with the line, which comes without its end */
export function decodeRecord(line: string): JournalRecord {
  const [, sum, text] = LINE.exec(line) ?? [];
  if (text === undefined) throw new Error('it is no line of this journal');
  if (checksum(text) !== sum) throw new Error('its checksum is wrong');
  const record: unknown = JSON.parse(text);
  if (!isRecord(record)) throw new Error('its kind or form is unknown');
  return record;
}

function isRecord(value: unknown): value is JournalRecord {
  if (!isObject(value)) return false;
  if (value.kind === 'snapshot') return isState(value.state);
  if (value.kind === 'entry') return isEntry(value.entry);
  return value.kind === 'confirm' && isEpoch(value.epoch);
}

function checksum(text: string): string {
  return hash('sha256', text).slice(0, CHECKSUM_LENGTH);
}
