import type { SuiteName } from '../suites/suite-result.ts';
import type { Layer } from './fault.ts';
import type { Catch, Measured } from './measure.ts';
import { isCaught, type Share, sharesOf } from './share.ts';

/** A measurement as JSON. */
export interface PowerReport {
  readonly failures: readonly string[];
  readonly all: Share;
  readonly suites: Readonly<Partial<Record<SuiteName, Share>>>;
  readonly layers: Readonly<Partial<Record<Layer, Share>>>;
  readonly faults: readonly {
    readonly name: string;
    readonly about: string;
    readonly layer: Layer;
    readonly isControl: boolean;
    readonly isCaught: boolean;
    /** One for each suite that ran; `catch` is null where it found nothing. */
    readonly suites: readonly {
      readonly suite: SuiteName;
      readonly catch: Catch | null;
      readonly durationMs: number;
    }[];
  }[];
}

export function toReport(measured: readonly Measured[], failures: readonly string[]): PowerReport {
  const { all, suites, layers } = sharesOf(measured);
  return {
    failures,
    all,
    suites: Object.fromEntries(suites),
    layers: Object.fromEntries(layers),
    faults: measured.map((one) => ({
      name: one.fault.name,
      about: one.fault.about,
      layer: one.fault.layer,
      isControl: one.fault.isControl === true,
      isCaught: isCaught(one),
      suites: one.looks.map((look) => ({
        suite: look.suite,
        catch: look.catch ?? null,
        durationMs: Math.round(look.durationMs),
      })),
    })),
  };
}
