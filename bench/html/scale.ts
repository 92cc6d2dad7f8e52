/** From a figure to a place on an axis, in the drawing's own units. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

/** Values outside the domain are drawn at its ends. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number], about = 5): Scale {
  const [from, to] = widen(domain);
  const place = (value: number) => interpolate((value - from) / (to - from), range);
  const step = niceStep((to - from) / about);
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step + 1e-9) - first + 1);
  // Multiplied, since adding 0.1 again and again drifts.
  const ticks = Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  return Object.assign(place, { ticks });
}

/** Equal factors are equal distances; values at or below 0 are drawn at the lower end. */
export function logScale(domain: readonly [number, number], range: readonly [number, number], most = 7): Scale {
  const [from, to] = widen([Math.max(domain[0], Number.MIN_VALUE), domain[1]]);
  const whole = Math.log(to / from);
  const place = (value: number) => interpolate(Math.log(Math.max(value, from) / from) / whole, range);
  const candidates = LOG_STEPS.map((steps) => ticksWithin(from, to, steps));
  const ticks = candidates.find(({ length }) => length <= most) ?? candidates.at(-1) ?? [];
  return Object.assign(place, { ticks });
}

const LOG_STEPS = [[1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]] as const;

function ticksWithin(from: number, to: number, steps: readonly number[]): number[] {
  const decades: number[] = [];
  for (let decade = Math.floor(Math.log10(from)); decade <= Math.ceil(Math.log10(to)); decade++) decades.push(decade);
  return decades
    .flatMap((decade) => steps.map((step) => Number((step * 10 ** decade).toPrecision(3))))
    .filter((tick) => tick >= from && tick <= to);
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * ([1, 2, 5].find((factor) => factor * power >= atLeast) ?? 10);
}

function widen([from, to]: readonly [number, number]): readonly [number, number] {
  return to > from ? [from, to] : [from, from * 1.1 + 1e-9];
}

function interpolate(share: number, [from, to]: readonly [number, number]): number {
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}
