/** What a shell expects of a process that a signal has ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Undefined where there was no signal. */
  exitCode(): number | undefined;
}

/** From now on a signal does not end this process: whoever listens ends in order what was started. */
export function watchForInterruption(): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      exitCode ??= EXIT_CODES[name];
      controller.abort(new Error('interrupted'));
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}
