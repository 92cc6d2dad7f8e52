import type { Scope } from '../rollout/state.ts';

export type Check = 'failures' | 'documented 5xx' | 'latency' | 'no answers' | 'no sign of life' | 'contract';

/** `pass`: enough was seen, and it is well. `hold`: too little was seen to say anything, or what is wrong is not the candidate's alone. */
export type Finding = 'trip' | 'hold' | 'pass';

export interface Verdict {
  readonly scope: Scope;
  readonly check: Check;
  readonly finding: Finding;
  /** One line for a person: numbers, threshold, decision. */
  readonly line: string;
  /** Of a trip for latency: what is slower is not recovered. */
  readonly slowOverMs?: number;
}

/** The gravest of several verdicts; something known goes before nothing known. */
export function gravest(verdicts: readonly Verdict[]): Verdict | undefined {
  for (const finding of ['trip', 'pass', 'hold'] as const) {
    const found = verdicts.find((verdict) => verdict.finding === finding);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `12 of 240 (5.0 %)` */
export function portion(part: number, of: number): string {
  return `${part} of ${of}${of === 0 ? '' : ` (${((100 * part) / of).toFixed(1)} %)`}`;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
