import type { MemoryReading } from '../report.ts';
import { median } from '../statistics.ts';

/** More would only cost time: pairs grow with the square. */
const MOST_READINGS = 300;
/** Of the time, in which a process still warms up. */
const WARMING_SHARE = 0.2;

/**
 * Bytes per minute by which memory grows after the first fifth of the time: the median of the slopes between all pairs of readings
 * (Theil and Sen), which a collection here and there does not move. Undefined for fewer than three readings.
 *
 * @see Sen, Estimates of the regression coefficient based on Kendall's tau, JASA 63 (1968)
 */
export function driftPerMinute(readings: readonly MemoryReading[]): number | undefined {
  const end = readings.at(-1)?.atSeconds ?? 0;
  const settled = thinned(readings.filter(({ atSeconds }) => atSeconds >= WARMING_SHARE * end));
  const slopes = settled.flatMap((from, index) =>
    settled.slice(index + 1).flatMap((to) => {
      const minutes = (to.atSeconds - from.atSeconds) / 60;
      return minutes > 0 ? [(to.residentBytes - from.residentBytes) / minutes] : [];
    }),
  );
  return settled.length < 3 || slopes.length === 0 ? undefined : median(slopes);
}

function thinned<T>(list: readonly T[]): readonly T[] {
  const every = Math.ceil(list.length / MOST_READINGS);
  return list.filter((_, index) => index % every === 0);
}
