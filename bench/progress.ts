/** One line that says what is running and how long it still takes. */
export interface Progress {
  /** Begins a step of so many seconds; the one before is over. */
  step(what: string, seconds: number): void;
  /** Takes the line away. */
  end(): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What a step takes beside its own time: autocannon's look at the clock, and waiting for the server to come to rest. */
const STEP_OVERHEAD_SECONDS = 0.15;
const CLEAR_LINE = '\r\x1b[K';
const BAR_WIDTH = 20;

/**
 * On a terminal a bar that is drawn anew every second; elsewhere each step is a line of its own.
 * @param overheadSeconds what each step takes beside its own time
 */
export function createProgress(
  stream: ProgressStream,
  stepSeconds: readonly number[],
  now: () => number,
  overheadSeconds = STEP_OVERHEAD_SECONDS,
): Progress {
  const wholeSeconds = stepSeconds.reduce((sum, seconds) => sum + seconds + overheadSeconds, 0);
  let leftSeconds = wholeSeconds;
  let done = 0;
  let current = { what: '', seconds: 0, beganMs: now() };

  function draw(): void {
    const ranSeconds = Math.min(current.seconds, (now() - current.beganMs) / 1000);
    const left = leftSeconds - ranSeconds;
    const rest = `${current.what}, ${timeLeft(left)} left`;
    if (stream.isTTY) stream.write(`${CLEAR_LINE}${bar(1 - left / wholeSeconds)} ${rest}`);
    else stream.write(`[${done}/${stepSeconds.length}] ${rest}\n`);
  }

  const timer = stream.isTTY ? setInterval(() => current.what && draw(), 1000).unref() : undefined;
  return {
    step(what, seconds) {
      leftSeconds -= current.seconds;
      done += 1;
      current = { what, seconds: seconds + overheadSeconds, beganMs: now() };
      draw();
    },
    end() {
      clearInterval(timer);
      if (stream.isTTY) stream.write(CLEAR_LINE);
    },
  };
}

/** `[#####...............]` */
function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

/** `42 s`, `3 min 5 s` */
export function timeLeft(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
