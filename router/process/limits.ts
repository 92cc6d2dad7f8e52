import type { BackoffPolicy } from './backoff.ts';
import type { HeartbeatPolicy } from './heartbeat.ts';

export interface FrontLimits {
  /** For a worker to load, and again to take over. */
  readonly startTimeoutMs: number;
  /** For a worker to let go of what its successor waits for; one that does not is taken to hang, and killed. */
  readonly releaseTimeoutMs: number;
  /**
   * For requests that a replaced worker still serves: a long download or a stream of events should outlive a restart. What stays
   * idle there is closed after the shutdown's time.
   */
  readonly retireTimeoutMs: number;
  /** For idle connections when the whole router ends. */
  readonly stopIdleMs: number;
  /** On top of the time that a worker has to end, before it is killed. */
  readonly marginMs: number;
  /** Replaced workers that still serve; with so many, the next restart waits for one to end. */
  readonly maxRetiring: number;
  /** Of the worker in charge; one that hangs is killed, and the next one started. */
  readonly heartbeat: HeartbeatPolicy;
  readonly backoff: BackoffPolicy;
}

export const FRONT_LIMITS: FrontLimits = {
  startTimeoutMs: 60_000,
  releaseTimeoutMs: 10_000,
  retireTimeoutMs: 600_000,
  stopIdleMs: 500,
  marginMs: 1_000,
  maxRetiring: 4,
  heartbeat: { everyMs: 1_000, unanswered: 10 },
  backoff: { firstMs: 250, capMs: 10_000, steadyMs: 30_000 },
};
