import { ProblemError, problem } from '../../contract/problems.ts';

/**
 * Whether a request's Host names the loopback address. A page of another site can let its own name point to 127.0.0.1 (DNS
 * rebinding) and would then be of one origin with this API; but the browser still sends that name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
}

/**
 * @param hosts the values of all Host fields; more than one are refused (RFC 9112, 3.2)
 * @throws {ProblemError}
 */
export function requireLoopbackHost(hosts: readonly string[] = []): void {
  const [host, ...more] = hosts;
  if (more.length > 0) throw new ProblemError(problem('malformed_request', 'There may be one Host only.'));
  if (isLoopbackHost(host)) return;
  throw new ProblemError(problem('misdirected_request', 'Host must be localhost, 127.0.0.1 or [::1].'));
}
