/** What is known of a request once its answer has ended. */
export interface AnsweredRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly status: number | undefined;
  /** The client has the whole answer. */
  readonly complete: boolean;
}

/** Where orchestrators ask whether a process may be sent requests. */
const READINESS_PATH = '/ready';

/**
 * Whether a request is a probe that found what it should: logs mention it at debug level only, or a few per second bury all else.
 * Told by what was asked and how it ended, never by a header or an address, which any client could make its own: so nobody can hide anything
 * but reading, successfully, that a process is well. A probe that fails is logged as every other request.
 * @param healthPath where the router probes the servers
 */
export function isGoodProbe({ method, path, status, complete }: AnsweredRequest, healthPath: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (path !== healthPath && path !== READINESS_PATH) return false;
  return complete && status !== undefined && status >= 200 && status < 300;
}
