import type { SubjectReport } from '../report.ts';
import { html, type Markup } from './markup.ts';
import { linearScale } from './scale.ts';
import { classOf } from './subject-bars.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [1100, 380, 58, 140, 14, 42];
const MEBIBYTE = 1024 * 1024;
/** More points than a line of this width shows. */
const SHOWN_READINGS = 600;
const LABEL_HEIGHT = 15;

interface Plotted extends Pick<SubjectReport, 'name'> {
  readonly memory: Pick<SubjectReport['memory'], 'overTime'>;
}

/** Resident memory over the run, one line for each subject, its name and last figure at the line's end. */
export function memoryPlot(subjects: readonly Plotted[]): Markup | undefined {
  const lines = subjects
    .filter(({ memory }) => memory.overTime.length > 1)
    .map(({ name, memory: { overTime } }) => ({ name, readings: thinned(overTime), last: overTime.at(-1) }));
  const all = lines.flatMap(({ readings }) => readings);
  if (all.length === 0) return undefined;
  const x = linearScale([0, Math.max(...all.map(({ atSeconds }) => atSeconds))], [LEFT, WIDTH - RIGHT], 8);
  const y = linearScale([0, Math.max(...all.map((one) => one.residentBytes / MEBIBYTE))], [HEIGHT - BOTTOM, TOP]);
  const labels = apart(lines.map(({ last }) => y((last?.residentBytes ?? 0) / MEBIBYTE)));
  return html`<figure class="plot wide"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Resident memory over time">
${y.ticks.map((tick) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text class="label" x="${LEFT - 8}" y="${y(tick) + 4}">${tick}</text>`)}
${x.ticks.map((tick) => html`<text class="tick" x="${x(tick)}" y="${HEIGHT - BOTTOM + 18}">${tick}</text>`)}
<text class="tick" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}">seconds since the first measurement</text><text class="value" x="2" y="${TOP}">MiB</text>
${lines.map(({ name, readings, last }, index) => {
  const points = readings.map((one) => `${x(one.atSeconds).toFixed(1)},${y(one.residentBytes / MEBIBYTE).toFixed(1)}`);
  const end = `${x(last?.atSeconds ?? 0)},${y((last?.residentBytes ?? 0) / MEBIBYTE)}`;
  return html`<polyline class="line ${classOf(name)} ${name}" points="${points.join(' ')}"/>
<polyline class="leader" points="${end} ${WIDTH - RIGHT + 16},${labels[index] ?? 0}"/><text class="value" x="${WIDTH - RIGHT + 20}" y="${(labels[index] ?? 0) + 4}">${name} ${((last?.residentBytes ?? 0) / MEBIBYTE).toFixed(0)}</text>`;
})}
</svg></figure>`;
}

function thinned<T>(readings: readonly T[]): readonly T[] {
  const every = Math.ceil(readings.length / SHOWN_READINGS);
  return readings.filter((_, index) => index % every === 0 || index === readings.length - 1);
}

/** The heights of labels, moved until none covers another, in the order they came. */
function apart(heights: readonly number[]): number[] {
  const order = heights.map((height, index) => ({ height, index })).toSorted((one, other) => one.height - other.height);
  let free = 0;
  const placed = order.map(({ height, index }) => {
    const at = Math.max(height, free);
    free = at + LABEL_HEIGHT;
    return { at, index };
  });
  const over = Math.max(0, free - LABEL_HEIGHT - (HEIGHT - BOTTOM));
  return placed.toSorted((one, other) => one.index - other.index).map(({ at }) => at - over);
}
