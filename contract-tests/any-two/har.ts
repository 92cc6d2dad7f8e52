import { readFileSync, statSync } from 'node:fs';
import { type CapturedRequest, HarError } from './captured-request.ts';
import { HarReader } from './har-entry.ts';

const LARGEST_BYTES = 256 * 1024 * 1024;
const MOST_ENTRIES = 20_000;

export interface Captured {
  readonly requests: readonly CapturedRequest[];
  /** Entries that are no HTTP requests: WebSockets, data and blob URLs. */
  readonly notHttp: number;
}

/**
 * Reads captured traffic (HAR 1.2).
 * @throws {HarError}
 */
export function loadHar(file: string): Captured {
  let text: string;
  try {
    const { size } = statSync(file);
    if (size > LARGEST_BYTES)
      throw new HarError(`${file} has ${size} bytes; at most ${LARGEST_BYTES} are read: capture less, or split it`);
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof HarError) throw cause;
    throw new HarError(`cannot read ${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  try {
    return readHar(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch (cause) {
    if (cause instanceof HarError) throw new HarError(`${file}: ${cause.message}`, { cause });
    // The parser's words quote the text.
    throw new HarError(`${file} is not JSON`);
  }
}

/** @throws {HarError} naming the entry */
export function readHar(parsed: unknown): Captured {
  const entries = memberOf(memberOf(parsed, 'log'), 'entries');
  if (!Array.isArray(entries)) throw new HarError('it has no list log.entries, so it is no HAR file');
  if (entries.length > MOST_ENTRIES)
    throw new HarError(`it has ${entries.length} entries; at most ${MOST_ENTRIES} are replayed: split it`);
  const requests = entries.map((entry, at) => new HarReader(entry, at + 1).request());
  const http = requests.filter((request) => request !== undefined);
  return { requests: http, notHttp: entries.length - http.length };
}

function memberOf(value: unknown, name: string): unknown {
  // Any member of any value may be asked for; what is not there is undefined.
  return (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}
