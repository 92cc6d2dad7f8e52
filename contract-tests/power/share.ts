import type { SuiteName } from '../suites/suite-result.ts';
import type { Layer } from './fault.ts';
import type { Measured } from './measure.ts';

/** How many of how many. */
export interface Share {
  readonly caught: number;
  readonly of: number;
}

export interface Shares {
  /** By any suite. */
  readonly all: Share;
  /** Of the faults that each suite was asked about. */
  readonly suites: ReadonlyMap<SuiteName, Share>;
  readonly layers: ReadonlyMap<Layer, Share>;
}

/** The least share of all faults that has to be caught. */
export const REQUIRED = 0.95;

/** Controls do not count. */
export function sharesOf(measured: readonly Measured[]): Shares {
  const suites = new Map<SuiteName, Share>();
  const layers = new Map<Layer, Share>();
  let all: Share = { caught: 0, of: 0 };
  for (const one of measured.filter(({ fault }) => fault.isControl !== true)) {
    all = plus(all, isCaught(one));
    layers.set(one.fault.layer, plus(layers.get(one.fault.layer), isCaught(one)));
    for (const look of one.looks) suites.set(look.suite, plus(suites.get(look.suite), look.catch !== undefined));
  }
  return { all, suites, layers };
}

/** In what a measurement fails, one line each; empty where it passes. */
export function failuresOf(measured: readonly Measured[]): string[] {
  const { all } = sharesOf(measured);
  const alarms = measured.filter((one) => one.fault.isControl === true && isCaught(one));
  return [
    ...(all.caught >= REQUIRED * all.of ? [] : [`${inWords(all)} caught, required are ${100 * REQUIRED} %`]),
    ...alarms.map(({ fault }) => `${fault.name}: reported, and there is nothing to report`),
  ];
}

export function isCaught({ looks }: Measured): boolean {
  return looks.some((look) => look.catch !== undefined);
}

/** `97 of 100 (97.0 %)` */
export function inWords({ caught, of }: Share): string {
  return `${caught} of ${of} (${of === 0 ? '-' : ((100 * caught) / of).toFixed(1)} %)`;
}

function plus({ caught, of }: Share = { caught: 0, of: 0 }, isOneMore: boolean): Share {
  return { caught: caught + Number(isOneMore), of: of + 1 };
}
