import { parseArgs } from 'node:util';

export interface ChaosOptions {
  /** Of load; with fewer than `FULL_SECONDS` only the short list of faults is run. */
  readonly seconds: number;
  readonly seed: number;
  readonly requestsPerSecond: number;
}

export type Parsed =
  | { readonly kind: 'options'; readonly options: ChaosOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string };

export const FULL_SECONDS = 100;
const DEFAULTS: ChaosOptions = { seconds: 120, seed: 20_260_101, requestsPerSecond: 150 };
const BOUNDS = { seconds: [20, 3_600], seed: [0, 2 ** 31 - 1], rate: [100, 1_000] } as const;

export const USAGE = `Usage: npm run chaos [-- --seconds N] [--seed S] [--rate R]

  --seconds N   of load, ${BOUNDS.seconds.join(' to ')}; default ${DEFAULTS.seconds}; below ${FULL_SECONDS} a short list of faults
  --seed S      what the requests and their order are made from; default ${DEFAULTS.seed}
  --rate R      requests per second, ${BOUNDS.rate.join(' to ')}; default ${DEFAULTS.requestsPerSecond}

Runs both servers and the router over a directory of their own, half of the users on each, and lets one thing after the other go
wrong. Exit code 1, and what failed, where a user has met more of it than is promised.`;

export function readOptions(argv: readonly string[]): Parsed {
  try {
    const text = { type: 'string' } as const;
    const options = { seconds: text, seed: text, rate: text, help: { type: 'boolean', short: 'h' } } as const;
    const { values } = parseArgs({ args: [...argv], options });
    if (values.help === true) return { kind: 'help' };
    return {
      kind: 'options',
      options: {
        seconds: whole('seconds', values.seconds, DEFAULTS.seconds),
        seed: whole('seed', values.seed, DEFAULTS.seed),
        requestsPerSecond: whole('rate', values.rate, DEFAULTS.requestsPerSecond),
      },
    };
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) };
  }
}

function whole(name: keyof typeof BOUNDS, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const [least, most] = BOUNDS[name];
  const value = Number(text);
  if (/^\d{1,12}$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`--${name} ${JSON.stringify(text)} is wrong; allowed: a whole number from ${least} to ${most}`);
}
