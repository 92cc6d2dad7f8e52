import { html, type Markup } from './markup.ts';
import { linearScale } from './scale.ts';

export interface DotRow {
  readonly label: string;
  readonly dots: readonly Dot[];
  /** Drawn as a line across the row, and written beside it. */
  readonly median?: number;
}

export interface Dot {
  readonly value: number;
  readonly shape: Shape;
}

export type Shape = 'circle' | 'square' | 'triangle' | 'rhombus' | 'cross';

const [WIDTH, LEFT, RIGHT, ROW, TOP] = [1100, 140, 80, 24, 22];

/** Figures as marks along an axis from 0, a row for each label; shapes tell them apart, not colours. */
export function dotRows(title: string, unit: string, rows: readonly DotRow[], target?: number): Markup {
  const most = Math.max(target ?? 0, ...rows.flatMap(({ dots }) => dots.map(({ value }) => value)));
  const x = linearScale([0, most * 1.05], [LEFT, WIDTH - RIGHT], 8);
  const bottom = TOP + rows.length * ROW;
  return html`<figure class="plot wide"><svg viewBox="0 0 ${WIDTH} ${bottom + 24}" role="img" aria-label="${title}">
${x.ticks.map((tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${bottom}"/><text class="tick" x="${x(tick)}" y="${bottom + 16}">${`${tick} ${unit}`}</text>`)}
${target === undefined ? undefined : html`<line class="target" x1="${x(target)}" x2="${x(target)}" y1="${TOP - 4}" y2="${bottom}"/><text class="tick strong" x="${x(target)}" y="${TOP - 9}">target: at most ${target} ${unit}</text>`}
${rows.map(({ label, dots, median }, index) => {
  const middle = TOP + index * ROW + ROW / 2;
  return html`<text class="label" x="${LEFT - 10}" y="${middle + 4}">${label}</text><line class="base" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${middle}" y2="${middle}"/>
${dots.map(({ value, shape }) => html`<path class="dot ${shape}" d="${SHAPES[shape](x(value), middle)}"/>`)}
${median === undefined ? undefined : html`<path class="median" d="M${x(median)} ${middle - 9}v18"/><text class="value" x="${WIDTH - RIGHT + 10}" y="${middle + 4}">${`${Math.round(median)} ${unit}`}</text>`}`;
})}
</svg></figure>`;
}

/** A mark alone, for a legend. */
export function shapeSign(shape: Shape): Markup {
  return html`<svg class="sign" viewBox="0 0 14 14" aria-hidden="true"><path class="dot ${shape}" d="${SHAPES[shape](7, 7)}"/></svg>`;
}

const SHAPES: Readonly<Record<Shape, (x: number, y: number) => string>> = {
  circle: (x, y) => `${at(x - 4.5, y)}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0Z`,
  square: (x, y) => `${at(x - 4, y - 4)}h8v8h-8Z`,
  triangle: (x, y) => `${at(x, y - 5.5)}l5 9h-10Z`,
  rhombus: (x, y) => `${at(x, y - 5.5)}l5 5.5l-5 5.5l-5-5.5Z`,
  cross: (x, y) => `${at(x - 4, y - 4)}l8 8${at(x + 4, y - 4)}l-8 8`,
};

function at(x: number, y: number): string {
  return `M${x.toFixed(1)} ${y.toFixed(1)}`;
}
