/** What the backend process and those who ask it agree on. */

/** A request with this field is told in the answer's field of this name what arrived at the backend. */
export const CHECK_FIELD = 'x-benchmark-check';

/** Answers with as many bytes as the query's `bytes` says. */
export const DOWNLOAD_PATH = '/benchmark/download';
/** Counts the bytes of the request's body. */
export const UPLOAD_PATH = '/benchmark/upload';

/** Who reads a large body stops once for a while: a subject that does not pass the pressure back would pile it up. */
export const STALL_AFTER_BYTES = 64 * 1024 * 1024;
export const STALL_MS = 1_000;
