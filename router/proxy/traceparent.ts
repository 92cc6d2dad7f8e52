/** Where a request belongs in a distributed trace (W3C Trace Context, level 1). */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The field's value for the upstream. */
  readonly traceparent: string;
  /** The client named no trace, or not validly: what it sent of `traceparent` and `tracestate` goes no further (3.4). */
  readonly started: boolean;
}

const ID_BYTES = 24;
/** version, trace-id, parent-id and flags, with three dashes. */
const LENGTH = 55;
const FORM = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

/**
 * The trace that the client names, passed on as it is: the router adds no span of its own. Else a new one. Its flag says
 * "sampled": the router's log line is a record of it, and a server that decides by its parent's flag would drop it otherwise.
 *
 * @param sent as node gives it; several fields are joined by a comma, and are then no valid one (3.2.1)
 * @param randomHex so many random bytes, in hexadecimal
 */
export function traceOf(sent: string | string[] | undefined, randomHex: (bytes: number) => string): Trace {
  if (typeof sent === 'string' && isValid(sent)) {
    return { traceId: sent.slice(3, 35), traceparent: sent, started: false };
  }
  const ids = randomHex(ID_BYTES);
  const traceId = ids.slice(0, 32);
  return { traceId, traceparent: `00-${traceId}-${ids.slice(32)}-01`, started: true };
}

/** A later version may append fields, the present one may not (3.2.4). */
function isValid(value: string): boolean {
  return FORM.test(value) && (value.length === LENGTH || !value.startsWith('00'));
}
