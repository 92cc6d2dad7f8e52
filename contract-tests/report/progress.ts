import type { SuiteName } from '../suites/suite-result.ts';
import { duration, number } from './figures.ts';

/** One line that says which suite is running, how fast, and how long it still takes. */
export interface RunProgress {
  /** Begins a suite of so many cases; the one before is over. */
  begin(suite: SuiteName, total: number): void;
  /** @param requests sent to each server since the suite began; where it is not known, the rate is that of cases */
  advance(done: number, requests?: number): void;
  /** Takes the line away. */
  end(): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  /** Characters in a line; 80 where it is not known. */
  readonly columns?: number;
  write(text: string): unknown;
}

interface Running {
  readonly suite: SuiteName;
  readonly total: number;
  readonly beganMs: number;
  readonly done: number;
  readonly requests: number | undefined;
}

const REDRAW_MS = { terminal: 100, otherwise: 10_000 };
const CLEAR_LINE = '\r\x1b[K';
const BAR_CELLS = 20;

/**
 * On a terminal one line, rewritten at most ten times a second; elsewhere (a log) a line every ten seconds and one for each
 * suite's end.
 * @param now milliseconds of a clock that does not go back
 */
export function createRunProgress(stream: ProgressStream, now: () => number): RunProgress {
  const terminal = stream.isTTY === true;
  const redrawMs = terminal ? REDRAW_MS.terminal : REDRAW_MS.otherwise;
  let running: Running | undefined;
  let drawnMs = 0;

  function draw(one: Running, atMs: number): void {
    drawnMs = atMs;
    const line = progressLine(one, atMs - one.beganMs);
    // A line that wraps cannot be rewritten; the last column makes some terminals wrap.
    stream.write(terminal ? CLEAR_LINE + line.slice(0, Math.max(0, (stream.columns || 80) - 1)) : `${line}\n`);
  }

  function finish(): void {
    if (running !== undefined && !terminal) draw(running, now());
    running = undefined;
  }

  return {
    begin(suite, total) {
      finish();
      running = { suite, total, beganMs: now(), done: 0, requests: undefined };
      drawnMs = running.beganMs;
      if (terminal) draw(running, running.beganMs);
    },
    advance(done, requests) {
      if (running === undefined) return;
      running = { ...running, done, requests };
      const atMs = now();
      if (atMs - drawnMs >= redrawMs) draw(running, atMs);
    },
    end() {
      finish();
      if (terminal) stream.write(CLEAR_LINE);
    },
  };
}

/** `generated  ████░░░░  42 %  8,400 of 20,000  1,234 requests/s  12 s left` */
function progressLine({ suite, total, done, requests }: Running, elapsedMs: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const full = Math.floor(share * BAR_CELLS);
  return [
    suite.padEnd('conformance'.length),
    `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`,
    `${String(Math.floor(share * 100)).padStart(3)} %`,
    `${number(done)} of ${number(total)}`,
    ...(elapsedMs > 0 && done > 0 ? [rate(requests, done, elapsedMs)] : []),
    ...(elapsedMs > 0 && done > 0 && done < total ? [`${duration((elapsedMs * (total - done)) / done)} left`] : []),
  ].join('  ');
}

function rate(requests: number | undefined, done: number, elapsedMs: number): string {
  const perSecond = Math.round((1000 * (requests ?? done)) / elapsedMs);
  return `${number(perSecond)} ${requests === undefined ? 'cases' : 'requests'}/s`;
}
