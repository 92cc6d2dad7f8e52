import { parseArgs } from 'node:util';

export interface ProveOptions {
  /** Generated requests to each server. */
  readonly runs: number;
  /** What they are made from. */
  readonly seed: number;
  /** Whether what the generated requests find is saved as wire cases. */
  readonly save: boolean;
  /** Directory of the reports, where some are wanted. */
  readonly report?: string;
}

export type Parsed =
  | { readonly kind: 'options'; readonly options: ProveOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string };

const DEFAULTS: ProveOptions = { runs: 20_000, seed: 20_260_101, save: false };
const BOUNDS = { runs: [1, 10_000_000], seed: [0, 2 ** 31 - 1] } as const;

export const USAGE = `Usage: npm run prove [-- --runs N] [--seed S] [--report DIRECTORY] [--save]

  --runs N   generated requests to each server, ${BOUNDS.runs.join(' to ')}; default ${DEFAULTS.runs}
  --seed S   what they are made from, ${BOUNDS.seed.join(' to ')}; default ${DEFAULTS.seed}
  --report DIRECTORY   where to write what was seen, as parity.json, parity.junit.xml and parity.html
  --save     writes each finding of the generated requests as a wire case into contract-tests/wire/cases/found/

Starts both servers as the settings say, compares them, and writes a signed proof to DATA_DIR where nothing was found.`;

export function readOptions(argv: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        runs: { type: 'string' },
        seed: { type: 'string' },
        report: { type: 'string' },
        save: { type: 'boolean', default: DEFAULTS.save },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return { kind: 'help' };
    const { report, save } = values;
    if (report === '') throw new Error('--report is empty; allowed: the path of a directory');
    const options = { runs: whole('runs', values.runs), seed: whole('seed', values.seed), save };
    return { kind: 'options', options: report === undefined ? options : { ...options, report } };
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) };
  }
}

function whole(name: keyof typeof BOUNDS, text: string | undefined): number {
  if (text === undefined) return DEFAULTS[name];
  const [least, most] = BOUNDS[name];
  const value = Number(text);
  if (/^\d{1,12}$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`--${name} ${JSON.stringify(text)} is wrong; allowed: a whole number from ${least} to ${most}`);
}
