export interface HeartbeatPolicy {
  readonly everyMs: number;
  /** So many questions in a row without an answer mean that the other hangs. */
  readonly unanswered: number;
}

export interface Heartbeat {
  /** The other gave a sign of life. */
  answered(): void;
  stop(): void;
}

export interface HeartbeatActs {
  readonly ask: () => void;
  /** Called once; nothing is asked any more. */
  readonly onSilent: () => void;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
}

/**
 * Asks the other process for a sign of life in each interval. What counts are this process's own beats, not the time of day: of a
 * machine that was suspended both stood still, and a beat that comes late itself says nothing of the other.
 */
export function startHeartbeat(policy: HeartbeatPolicy, acts: HeartbeatActs): Heartbeat {
  const { ask, onSilent, now = () => performance.now() } = acts;
  const { everyMs, unanswered } = policy;
  let open = 0;
  let last = now();
  const timer = setInterval(() => {
    const wasLate = now() - last > 2 * everyMs;
    last = now();
    if (wasLate) open = Math.max(0, open - 1);
    if (open >= unanswered) {
      clearInterval(timer);
      onSilent();
      return;
    }
    open += 1;
    ask();
  }, everyMs);
  return {
    answered() {
      open = 0;
    },
    stop: () => clearInterval(timer),
  };
}
