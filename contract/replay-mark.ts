import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Marks a request that a server may have seen and counted already, or that no client asked it for. Servers that share the token do not
 * count such a request against anybody's limits. The mark holds for one request only: whoever reads it cannot use it for another.
 */
export const REPLAY_HEADER = 'x-lockstep-replay';

/** What names a request to those who share the token. */
export interface MarkedRequest {
  readonly method: string;
  /** In origin form (RFC 9112, 3.2.1), byte for byte. */
  readonly target: string;
  readonly requestId: string;
}

/** @returns HMAC-SHA-256 (RFC 2104) over what names the request, in base64url */
export function replayMark(token: string, { method, target, requestId }: MarkedRequest): string {
  return createHmac('sha256', token).update(`${method}\n${target}\n${requestId}`).digest('base64url');
}

/** Whether a request carries the mark that whoever shares the token gave to this very request. */
export function isReplay(token: string, request: MarkedRequest, mark: string | undefined): boolean {
  if (mark === undefined) return false;
  const expected = Buffer.from(replayMark(token, request));
  const given = Buffer.from(mark);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
