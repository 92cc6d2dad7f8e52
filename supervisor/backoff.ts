export interface BackoffPolicy {
  readonly firstMs: number;
  readonly capMs: number;
  /** A process that was up for so long is sound again: its earlier deaths no longer count. */
  readonly steadyMs: number;
}

export const BACKOFF: BackoffPolicy = { firstMs: 250, capMs: 10_000, steadyMs: 30_000 };

/**
 * How long to wait before a process is started again, doubling with each death in a row.
 * @param deaths how many times in a row it died before this one
 * @param upMs how long it had been listening
 */
export function backoff(policy: BackoffPolicy, deaths: number, upMs: number): { delayMs: number; deaths: number } {
  const earlier = upMs >= policy.steadyMs ? 0 : deaths;
  return { delayMs: Math.min(policy.capMs, policy.firstMs * 2 ** earlier), deaths: earlier + 1 };
}
