/** Figures as a person reads them, in a terminal, on a page and in `results.md`. */
import { beyondRaw, roundCounts } from './comparison.ts';
import { OTHER_LOAD_LIMIT, type OtherLoad } from './process/other-load.ts';
import type { Memory, Report } from './report.ts';
import { EQUAL_WITHIN, findingOf, type Interval, interval, type Spread } from './statistics.ts';

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

export const ONE_ROUND = 'one round, no ratio';

/** `2.61x (2.50..2.70)`; where the interval holds 1 `no difference (0.97..1.02)`, or `undecided (0.71..1.40)` when it is wide. */
export function gainText(gain: Interval | undefined): string {
  if (gain === undefined) return NOT_AVAILABLE;
  const finding = findingOf(gain);
  return gain.rounds === 1 || finding === 'difference' ? ratioText(gain) : `${finding} ${rangeText(gain)}`;
}

/** `0.99x (0.71..1.40)`, whatever the interval holds: for a ratio that is held against a target, not against 1. */
export function ratioText(gain: Interval): string {
  return gain.rounds === 1 ? ONE_ROUND : `${gain.median.toFixed(2)}x ${rangeText(gain)}`;
}

function rangeText({ low, high }: Interval): string {
  return `(${low.toFixed(2)}..${high.toFixed(2)})`;
}

/** What raw node:http is good for, and what a ratio to it that is above 1 means. */
export function rawText(report: Report): string {
  const beyond = beyondRaw(report);
  const usual =
    'Raw node:http does the same work without a framework, so it is the limit: a ratio above 1 whose interval holds 1 is noise.';
  if (beyond.length === 0) return usual;
  return `${usual} Beyond noise, in CPU time per request: ${beyond.join(', ')}; there raw, as it is written, is not the limit.`;
}

/** What the words in place of a ratio mean. */
export const FINDINGS = `Where an interval holds 1 no difference was found: "no difference" if it lies within ${EQUAL_WITHIN.low}..${EQUAL_WITHIN.high}, "undecided" if it is wider, so that there may be one all the same.`;

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

/** What the intervals over so many rounds are, and how far each may be trusted. */
export function intervalText(counts: readonly number[]): string {
  const several = counts.filter((rounds) => rounds > 1);
  if (several.length === 0) return 'one round only, so no interval and no certainty';
  const each = several.map((rounds) => {
    const { confidence } = interval(Array.from({ length: rounds }, (_, round) => round));
    return `over ${rounds} rounds with ${(confidence * 100).toFixed(0)} % confidence`;
  });
  return `exact order-statistic interval of the median, ${each.join(', ')}`;
}

/** `6 rounds in turns (floors and routed subjects 3)`, with what a run that had no more time left out. */
export function roundsText(report: Report): string {
  const [most = 0, ...fewer] = roundCounts(report);
  const planned = report.options.rounds;
  const cut = most < planned ? ` of ${planned}, since the time was up,` : '';
  const others =
    fewer.length > 0 ? ` (floors, routed subjects and what hashing or the engine bounds: ${fewer.join(' or ')})` : '';
  return `${most}${cut} rounds in turns${others}`;
}

/** `Other processes took 0.42 of a core before the run and 0.31 during it (at most 0.80 for some seconds)` */
export function otherLoadText({ before, during, most }: Pick<OtherLoad, 'before'> & Partial<OtherLoad>): string {
  const [was, is] = [before, during].map((cores) => cores?.toFixed(2));
  if (during === undefined)
    return `Other processes take ${was} of a core: what is measured now is not the subjects alone`;
  return `Other processes took ${was} of a core before the run, ${is} during it (at most ${most?.toFixed(2)} for some seconds)`;
}

/** Undefined where others left the machine to the run. */
export function otherLoadWarning({ otherLoad }: Pick<Report, 'otherLoad'>): string | undefined {
  if (otherLoad === undefined || Math.max(otherLoad.before, otherLoad.during) <= OTHER_LOAD_LIMIT) return undefined;
  return `${otherLoadText(otherLoad)}: more than ${OTHER_LOAD_LIMIT}, so figures are noisy and intervals wide; repeat the run on a quiet machine`;
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
