import { type Problem, problem } from '../../contract/problems.ts';
import { valuesOf } from './field-lines.ts';
import { MAX_FIELDS } from './limits.ts';
import { isAuthority, type Target } from './target.ts';

/** What of a request's head the guard looks at. */
export interface RequestHead {
  readonly httpVersion: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly target: Target | undefined;
  /** Largest body that is taken; 0 for any. */
  readonly maxBodyBytes: number;
}

type Check = (head: RequestHead) => string | undefined;

/**
 * Request smuggling needs two readers that disagree on where a message ends or whom it is for. Node's parser lets through some
 * messages on which readers do disagree (seen with Node 26: Transfer-Encoding in HTTP/1.0, `gzip, chunked`, several Hosts,
 * `Host: a b/c`, HTTP/2.0 in a request line), so these end here and reach no upstream.
 */
const CHECKS: readonly Check[] = [checkVersion, checkTarget, checkHost, checkFraming, checkExpectation];

/** The refusal of a request that no upstream may see, or undefined. After it the connection is closed. */
export function guard(head: RequestHead): Problem | undefined {
  for (const check of CHECKS) {
    const detail = check(head);
    if (detail !== undefined) return problem('malformed_request', detail);
  }
  return refuseSize(head);
}

/** RFC 6585, 5; RFC 9110, 15.5.14. A body whose length is not told is measured as it comes. */
function refuseSize({ rawHeaders, maxBodyBytes }: RequestHead): Problem | undefined {
  if (rawHeaders.length > 2 * MAX_FIELDS) {
    return problem('head_too_large', `The head of the request has more than ${MAX_FIELDS} fields.`);
  }
  if (maxBodyBytes === 0) return undefined;
  const [length] = valuesOf(rawHeaders, 'content-length');
  return Number(length ?? 0) > maxBodyBytes ? bodyTooLarge(maxBodyBytes) : undefined;
}

export function bodyTooLarge(maxBodyBytes: number): Problem {
  return problem('body_too_large', `The body of the request is larger than ${maxBodyBytes} bytes.`);
}

/** RFC 9112, 2.3 */
function checkVersion({ httpVersion }: RequestHead): string | undefined {
  return httpVersion === '1.1' || httpVersion === '1.0' ? undefined : 'Only HTTP/1.1 and HTTP/1.0 are spoken here.';
}

/** RFC 9112, 3.2 */
function checkTarget({ target }: RequestHead): string | undefined {
  return target === undefined ? 'The request target is not one that this method may have.' : undefined;
}

/** RFC 9112, 3.2: a missing, repeated or invalid Host must be answered with 400. */
function checkHost({ httpVersion, rawHeaders }: RequestHead): string | undefined {
  const hosts = valuesOf(rawHeaders, 'host');
  if (hosts.length > 1) return 'The header Host was sent more than once.';
  const [host] = hosts;
  if (host === undefined) return httpVersion === '1.0' ? undefined : 'The header Host is missing.';
  return isAuthority(host) ? undefined : 'The header Host is not a host name with an optional port.';
}

/** RFC 9112, 6.1 and 6.3 */
function checkFraming({ httpVersion, rawHeaders }: RequestHead): string | undefined {
  const codings = valuesOf(rawHeaders, 'transfer-encoding');
  const lengths = valuesOf(rawHeaders, 'content-length');
  if (codings.length > 0 && httpVersion === '1.0') return 'HTTP/1.0 has no Transfer-Encoding.';
  if (codings.length > 0 && lengths.length > 0) return 'Transfer-Encoding and Content-Length were both sent.';
  if (codings.length > 1 || (codings[0] !== undefined && codings[0].toLowerCase() !== 'chunked')) {
    return 'The only transfer coding understood here is chunked.';
  }
  if (lengths.length > 1) return 'The header Content-Length was sent more than once.';
  const [length] = lengths;
  if (length === undefined) return undefined;
  return /^\d+$/.test(length) && Number.isSafeInteger(Number(length)) ? undefined : 'Content-Length is not a length.';
}

/** RFC 9110, 10.1.1: 100-continue is the only expectation there is; another one could not be passed on. */
function checkExpectation({ httpVersion, rawHeaders }: RequestHead): string | undefined {
  const met = valuesOf(rawHeaders, 'expect').every((value) => value.toLowerCase() === '100-continue');
  return met || httpVersion === '1.0' ? undefined : 'The only expectation that can be met is 100-continue.';
}
