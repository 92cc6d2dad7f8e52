import { findingOf, type Interval } from '../statistics.ts';
import { gainText } from '../wording.ts';
import { html, type Markup } from './markup.ts';
import { logScale } from './scale.ts';

export interface RatioRow {
  readonly label: string;
  readonly gain: Interval | undefined;
  /** A mean is drawn as a rhombus below the others, as in a forest plot. */
  readonly kind?: 'mean';
}

const [WIDTH, LEFT, RIGHT, ROW, TOP, BOTTOM] = [670, 145, 212, 26, 26, 28];

/** Bars from 1 to each ratio with its interval, on a log axis: twice as good is as long as half as good. */
export function ratioBars(title: string, rows: readonly RatioRow[], target?: number): Markup {
  const known = rows.flatMap(({ gain }) => (gain === undefined || gain.rounds === 1 ? [] : [gain.low, gain.high]));
  const domain: [number, number] = [Math.min(0.8, ...known) / 1.05, Math.max(1.25, target ?? 1, ...known) * 1.08];
  const x = logScale(domain, [LEFT, WIDTH - RIGHT]);
  const bottom = TOP + rows.length * ROW;
  const sides = sidesOf(x, target ?? 1);
  return html`<figure class="plot"><figcaption>${title}</figcaption><svg viewBox="0 0 ${WIDTH} ${bottom + BOTTOM}" role="img" aria-label="${title}">
${x.ticks.map((tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${bottom}"/><text class="tick" x="${x(tick)}" y="${bottom + 16}">${tick}x</text>`)}
<line class="one" x1="${x(1)}" x2="${x(1)}" y1="${TOP - 6}" y2="${bottom}"/><text class="tick ${sides.equal}" x="${x(1)}" y="${TOP - 11}">equal</text>
${target === undefined ? undefined : html`<line class="target" x1="${x(target)}" x2="${x(target)}" y1="${TOP - 6}" y2="${bottom}"/><text class="tick strong ${sides.target}" x="${x(target)}" y="${TOP - 11}">target ${target}x</text>`}
${rows.map((row, index) => ratioRow(row, TOP + index * ROW, x))}
</svg></figure>`;
}

/** Two names close to each other stand to the left and to the right of their lines. */
function sidesOf(x: (value: number) => number, target: number): { readonly equal: string; readonly target: string } {
  if (target === 1 || Math.abs(x(target) - x(1)) > NAMES_WIDTH) return { equal: '', target: '' };
  return target < 1 ? { equal: 'to-right', target: 'to-left' } : { equal: 'to-left', target: 'to-right' };
}

const NAMES_WIDTH = 64;

function ratioRow({ label, gain, kind }: RatioRow, y: number, x: (value: number) => number): Markup {
  const middle = y + ROW / 2;
  const name = html`<text class="label ${kind === 'mean' ? 'strong' : ''}" x="${LEFT - 10}" y="${middle + 4}">${label}</text>
<text class="value ${kind === 'mean' ? 'strong' : ''}" x="${WIDTH - RIGHT + 10}" y="${middle + 4}">${gainText(gain)}</text>`;
  if (gain === undefined || gain.rounds === 1) return name;
  const [low, at, high] = [x(gain.low), x(gain.median), x(gain.high)];
  if (kind === 'mean') {
    const [left, right] = [Math.min(low, at - 6), Math.max(high, at + 6)];
    return html`${name}<path class="mean" d="M${left} ${middle}L${at} ${middle - 8}L${right} ${middle}L${at} ${middle + 8}Z"/>`;
  }
  const from = Math.min(x(1), at);
  const side = findingOf(gain) !== 'difference' ? 'even' : gain.median > 1 ? 'better' : 'worse';
  return html`${name}<rect class="gain ${side}" x="${from}" y="${y + 5}" width="${Math.abs(at - x(1))}" height="${ROW - 10}"/>
<path class="whisker" d="M${low} ${middle}H${high}M${low} ${middle - 5}v10M${high} ${middle - 5}v10"/>`;
}
