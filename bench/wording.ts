/** Figures as a person reads them, in a terminal, on a page and in `results.md`. */
import type { Memory, Report } from './report.ts';
import { type Interval, interval, isDifference, type Spread } from './statistics.ts';

export const NOT_AVAILABLE = 'not available';

/** Three significant digits, but never fewer than the whole number has. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Rows of cells as lines whose columns stand under each other. */
export function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `2.61x (2.50..2.70)`, or `no difference (0.97..1.02)` where the interval holds 1. */
export function gainText(gain: Interval | undefined): string {
  if (gain === undefined) return NOT_AVAILABLE;
  if (gain.rounds === 1) return `${gain.median.toFixed(2)}x (one round)`;
  const range = `(${gain.low.toFixed(2)}..${gain.high.toFixed(2)})`;
  return isDifference(gain) ? `${gain.median.toFixed(2)}x ${range}` : `no difference ${range}`;
}

/** `1234 (1200..1290)` */
export function spreadText(spread: Spread | undefined, divisor = 1): string {
  if (spread === undefined) return '';
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => short(value / divisor));
  return `${median} (${min}..${max})`;
}

/** `87.4 MiB` */
export function bytesText(bytes: number | undefined): string {
  return bytes === undefined ? NOT_AVAILABLE : `${short(bytes / 1024 / 1024)} MiB`;
}

/** `87.4 MiB, heap 21.3 MiB` */
export function memoryText({ residentBytes, heapUsedBytes }: Memory): string {
  return heapUsedBytes === undefined
    ? bytesText(residentBytes)
    : `${bytesText(residentBytes)}, heap ${bytesText(heapUsedBytes)}`;
}

export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** What an interval over so many rounds is, and how far it may be trusted. */
export function intervalText(rounds: number): string {
  if (rounds < 2) return 'one round only, so no interval and no certainty';
  const { confidence } = interval(Array.from({ length: rounds }, (_, round) => round));
  return `exact order-statistic interval of the median over ${rounds} rounds, confidence ${(confidence * 100).toFixed(0)} %`;
}

/** `Node v26.0.0, express 5.3.0, fastify 5.12.8` */
export function versionsText({ versions }: Report['machine']): string {
  const { node, ...packages } = versions;
  return [`Node ${node}`, ...Object.entries(packages).map(([name, version]) => `${name} ${version}`)].join(', ');
}

/** `2 x AMD EPYC, 8 GiB, linux x64, load before 0.1` */
export function machineText({ cores, processor, platform, memoryBytes, loadBefore }: Report['machine']): string {
  const memory = `${short(memoryBytes / 1024 ** 3)} GiB`;
  return `${cores} x ${processor}, ${memory}, ${platform}, load before ${loadBefore.toFixed(1)}`;
}
