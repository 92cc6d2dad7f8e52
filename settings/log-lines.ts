import type { DestinationStream } from 'pino';

/** Where lines go that may be written together. */
export interface LogLines extends DestinationStream {
  /** Hands on what waits. pino calls back when that is done. */
  flush(done?: () => void): void;
}

/** How long a line may wait for others. Whoever kills the process with SIGKILL loses what came in that time, and no more. */
const GATHER_MS = 20;
/**
 * Lines are handed on together up to about so many characters. A pipe takes so many in one piece (PIPE_BUF), so that the lines of
 * several processes that share it are never mixed.
 */
const TOGETHER = 4_096;

/**
 * Gathers lines: at thousands of requests per second a write for each of them costs more than the line. A line that comes alone is
 * handed on at once; those that follow within 20 ms wait for each other. `flush` is to be called before the process ends.
 */
export function gatherLines(destination: DestinationStream): LogLines {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;

  function write(): void {
    const lines = waiting;
    waiting = '';
    if (lines !== '') destination.write(lines);
  }

  function onTime(): void {
    timer = waiting === '' ? undefined : setTimeout(onTime, GATHER_MS).unref();
    write();
  }

  return {
    write(line) {
      if (timer === undefined) {
        timer = setTimeout(onTime, GATHER_MS).unref();
        destination.write(line);
        return;
      }
      if (waiting.length + line.length > TOGETHER) write();
      waiting += line;
    },
    flush(done) {
      write();
      done?.();
    },
  };
}
