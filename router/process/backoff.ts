export interface BackoffPolicy {
  readonly firstMs: number;
  readonly capMs: number;
  /** A worker that served for so long is sound: the deaths before it no longer count. */
  readonly steadyMs: number;
}

/**
 * How long to wait before the next worker is started: not at all after the first death, for connections wait; then doubling.
 * @param deaths how many workers in a row had died before this one
 * @param servedMs how long this one had served; 0 where it never did
 */
export function backoff(policy: BackoffPolicy, deaths: number, servedMs: number): { delayMs: number; deaths: number } {
  const earlier = servedMs >= policy.steadyMs ? 0 : deaths;
  const delayMs = earlier === 0 ? 0 : Math.min(policy.capMs, policy.firstMs * 2 ** (earlier - 1));
  return { delayMs, deaths: earlier + 1 };
}
