/** A header or trailer field line as it was sent: the name in its case, the value without the blanks around it, both latin-1. */
export type FieldLine = readonly [name: string, value: string];

/** How the end of a body is known (RFC 9112, 6.3); `none`: this answer has no body, whatever its fields say. */
export type Framing = 'length' | 'chunked' | 'close' | 'none';

/** A 1xx answer (RFC 9110, 15.2). */
export interface InterimAnswer {
  /** `1.1` */
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly FieldLine[];
}

/** One answer as it was seen on the wire. */
export interface Answer {
  /** `1.1` */
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly FieldLine[];
  /** Answers that came before this one, to the same request. */
  readonly interim: readonly InterimAnswer[];
  readonly framing: Framing;
  /** The chunks of a chunked body joined. */
  readonly body: Buffer;
  readonly trailers: readonly FieldLine[];
  /** False where the connection ended within the body. */
  readonly complete: boolean;
  /** Status line and field lines with all their blanks, latin-1; absent where the source has no bytes (a HAR file). */
  readonly head?: string;
}

/** `open`: the server had not ended it when the client did. */
export type Ending = 'open' | 'closed' | 'reset';

/** Why nothing can be said of a server's behaviour. */
export type Failure =
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'timeout'; readonly waitedFor: string; readonly afterMs: number; readonly received: Buffer }
  | { readonly kind: 'garbage'; readonly problem: string; readonly offset: number; readonly received: Buffer }
  | { readonly kind: 'cut'; readonly detail: string; readonly received: Buffer };

/** What one client saw on one connection. */
export type Observation =
  | {
      readonly kind: 'observed';
      readonly answers: readonly Answer[];
      /** Interim answers that no final one followed. */
      readonly interim: readonly InterimAnswer[];
      /** Bytes that belong to no answer: the beginning of a head, or what came after a change of protocol. */
      readonly leftover: Buffer;
      readonly ending: Ending;
    }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly answers: readonly Answer[] };

/** All values of a field, in order; `name` in lower case. */
export function valuesOf(lines: readonly FieldLine[], name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of lines) {
    if (key.length === name.length && key.toLowerCase() === name) values.push(value);
  }
  return values;
}

/** Whether the server has announced that it ends the connection after this answer (RFC 9112, 9.3). */
export function announcesClose(answer: Answer): boolean {
  if (answer.framing === 'close' || !answer.complete) return true;
  const options = valuesOf(answer.headers, 'connection').join(',').toLowerCase();
  if (options === '') return answer.version === '1.0';
  if (/(?:^|[, \t])close(?:$|[, \t])/.test(options)) return true;
  return answer.version === '1.0' && !/(?:^|[, \t])keep-alive(?:$|[, \t])/.test(options);
}
