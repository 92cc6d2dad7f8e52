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

/** On a terminal the line is rewritten every second; elsewhere each step is a line of its own. */
export function createProgress(stream: ProgressStream, stepSeconds: readonly number[], now: () => number): Progress {
  let leftSeconds = stepSeconds.reduce((sum, seconds) => sum + seconds + STEP_OVERHEAD_SECONDS, 0);
  let done = 0;
  let current = { what: '', seconds: 0, beganMs: now() };

  function draw(): void {
    const ranSeconds = Math.min(current.seconds, (now() - current.beganMs) / 1000);
    const line = `[${done}/${stepSeconds.length}] ${current.what}, ${timeLeft(leftSeconds - ranSeconds)} left`;
    stream.write(stream.isTTY ? `${CLEAR_LINE}${line}` : `${line}\n`);
  }

  const timer = stream.isTTY ? setInterval(() => current.what && draw(), 1000).unref() : undefined;
  return {
    step(what, seconds) {
      leftSeconds -= current.seconds;
      done += 1;
      current = { what, seconds: seconds + STEP_OVERHEAD_SECONDS, beganMs: now() };
      draw();
    },
    end() {
      clearInterval(timer);
      if (stream.isTTY) stream.write(CLEAR_LINE);
    },
  };
}

/** `42 s`, `3 min 5 s` */
export function timeLeft(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
