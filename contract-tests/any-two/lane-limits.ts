import type { ObserveOptions } from '../wire/connection.ts';
import type { LaneOptions } from '../wire/lane.ts';

/** The limits of a connection, for a kept one. */
export function laneLimits({ stepTimeoutMs, maxBodyBytes }: ObserveOptions): LaneOptions {
  return {
    ...(stepTimeoutMs === undefined ? {} : { timeoutMs: stepTimeoutMs }),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
  };
}
