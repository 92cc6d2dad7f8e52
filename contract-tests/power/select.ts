import { parseArgs } from 'node:util';
import type { SuiteName } from '../suites/suite-result.ts';
import type { Fault } from './fault.ts';

/** What the command was asked for. */
export interface Options {
  readonly faults: readonly Fault[];
  readonly suites: readonly SuiteName[];
  readonly isFull: boolean;
  readonly isList: boolean;
  /** Directory for the JSON report. */
  readonly report: string | undefined;
  readonly writesDocs: boolean;
}

export const USAGE = `npm run parity:power -- [options]
  --list            names the faults and ends
  --fault <name>    only faults whose name has this text; may be repeated
  --suite <name>    only this suite; may be repeated
  --full            every suite for every fault, not only up to the first that catches it
  --report <dir>    writes power.json there
  --write-docs      writes docs/power.md; needs all faults and all suites`;

/** @throws {Error} that says what is wrong and what is allowed */
export function readOptions(
  words: readonly string[],
  known: { readonly faults: readonly Fault[]; readonly suites: readonly SuiteName[] },
): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      list: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
      fault: { type: 'string', multiple: true, default: [] },
      suite: { type: 'string', multiple: true, default: [] },
      report: { type: 'string' },
    },
  });
  const writesDocs = values['write-docs'];
  if (writesDocs && values.fault.length + values.suite.length > 0)
    throw new Error('--write-docs needs all faults and all suites: leave out --fault and --suite');
  return {
    faults: selectFaults(known.faults, values.fault),
    suites: selectSuites(known.suites, values.suite),
    isFull: values.full,
    isList: values.list,
    report: values.report,
    writesDocs,
  };
}

function selectFaults(all: readonly Fault[], texts: readonly string[]): readonly Fault[] {
  for (const text of texts) {
    if (!all.some(({ name }) => name.includes(text)))
      throw new Error(`no fault has "${text}" in its name; --list names them`);
  }
  // The first one is the control without which the others say nothing.
  return texts.length === 0 ? all : all.filter(({ name }, at) => at === 0 || texts.some((text) => name.includes(text)));
}

function selectSuites(all: readonly SuiteName[], names: readonly string[]): readonly SuiteName[] {
  const unknown = names.find((name) => !all.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`there is no suite "${unknown}"; allowed: ${all.join(', ')}`);
  return names.length === 0 ? all : all.filter((name) => names.includes(name));
}
