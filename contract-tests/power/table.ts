import type { Measured } from './measure.ts';
import { inWords, isCaught, type Share, sharesOf } from './share.ts';

const NAME_CHARACTERS = 58;
const LINE_CHARACTERS = 180;

/** One fault in one line, as it is printed while others still run. */
export function toLine(measured: Measured): string {
  const { fault, looks, durationMs } = measured;
  const seconds = `${(durationMs / 1000).toFixed(1)} s`.padStart(7);
  const first = looks.find((look) => look.catch !== undefined);
  const seen = first?.catch === undefined ? '' : `${first.suite}: ${first.catch.case} | ${first.catch.difference}`;
  return `${verdictOf(measured)} ${seconds}  ${fault.name.padEnd(NAME_CHARACTERS)} ${cut(seen)}`.trimEnd();
}

/** The shares, a line each. */
export function toSummary(measured: readonly Measured[]): string {
  const { all, suites, layers } = sharesOf(measured);
  const controls = measured.filter(({ fault }) => fault.isControl === true);
  const lines = (shares: ReadonlyMap<string, Share>) =>
    [...shares].map(([name, share]) => `  ${name.padEnd(12)} ${inWords(share)}`);
  return [
    `caught: ${inWords(all)}`,
    'by suite, of the faults that each was asked about:',
    ...lines(suites),
    'by layer:',
    ...lines(layers),
    `controls that nobody reports: ${controls.filter((one) => !isCaught(one)).length} of ${controls.length}`,
    ...measured
      .filter((one) => one.fault.isControl !== true && !isCaught(one))
      .map(({ fault }) => `not caught: ${fault.name}`),
  ].join('\n');
}

export function verdictOf(measured: Measured): string {
  if (measured.fault.isControl === true) return isCaught(measured) ? 'ALARM ' : 'quiet ';
  return isCaught(measured) ? 'caught' : 'MISSED';
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS - 1)}…` : line;
}
