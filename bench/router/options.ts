import { parseArgs } from 'node:util';
import { BenchmarkError } from '../benchmark-error.ts';

export interface RouterOptions {
  readonly mode: 'compare' | 'memory' | 'profile';
  readonly quick: boolean;
  /** Names of subjects; empty for all that are compared by default. */
  readonly only: readonly string[];
  /** Instead of the plan's own. */
  readonly rounds: number | undefined;
  readonly seconds: number | undefined;
  readonly connections: number | undefined;
  /** File of the results; undefined for the usual one. */
  readonly out: string | undefined;
}

const ALLOWED = '--quick, --only NAME, --rounds N, --seconds N, --connections N, --memory, --profile, --out FILE';

export function usage(subjects: readonly string[]): string {
  return `Usage: npm run benchmark:router -- [options]

  --quick          fewer and shorter rounds: under 2 minutes instead of under 15
  --only NAME      measure this subject alone; may be given several times
  --rounds N       rounds (1 to 50)
  --seconds N      length of one measurement (0.1 to 600)
  --connections N  one number of connections instead of 32 and 256 (1 to 4000)
  --memory         resident memory instead: 1,000,000 requests, 1 GiB down and up, 10,000 idle connections (about 5 minutes)
  --profile        where a router's CPU time goes at saturation, instead (router-50 unless --only names another)
  --out FILE       where the results go as JSON (default bench/results/local/router-latest.json)

Subjects: ${subjects.join(', ')}`;
}

/**
 * Reads the command line's words.
 * @throws {BenchmarkError} that says in one line what is wrong and what is allowed
 */
export function parseRouterOptions(words: readonly string[], subjects: readonly string[]): RouterOptions {
  const values = readWords(words);
  const unknown = values.only?.find((name) => !subjects.includes(name));
  if (unknown !== undefined) throw wrong('only', unknown, subjects.join(', '));
  if (values.memory && values.profile)
    throw new BenchmarkError('--memory and --profile are two runs; give one of them');
  if (values.out === '') throw wrong('out', '', 'a path');
  return {
    mode: values.memory ? 'memory' : values.profile ? 'profile' : 'compare',
    quick: values.quick ?? false,
    only: values.only ?? [],
    rounds: within('rounds', values.rounds, /^\d+$/, 1, 50),
    seconds: within('seconds', values.seconds, /^\d+(\.\d+)?$/, 0.1, 600),
    connections: within('connections', values.connections, /^\d+$/, 1, 4000),
    out: values.out,
  };
}

function readWords(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        quick: { type: 'boolean' },
        memory: { type: 'boolean' },
        profile: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        connections: { type: 'string' },
        out: { type: 'string' },
      },
    });
    return values;
  } catch (cause) {
    // Node's own message goes on, over several sentences, about words that begin with a dash.
    const [what] = (cause as Error).message.split(/\.\s|\n/, 1);
    throw new BenchmarkError(`${what?.replace(/\.$/, '')}; allowed: ${ALLOWED}`, { cause });
  }
}

function within(
  name: string,
  text: string | undefined,
  form: RegExp,
  minimum: number,
  maximum: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (form.test(text) && value >= minimum && value <= maximum) return value;
  throw wrong(name, text, `a${form.test('0.5') ? '' : ' whole'} number from ${minimum} to ${maximum}`);
}

function wrong(name: string, text: string, allowed: string): BenchmarkError {
  return new BenchmarkError(`--${name}=${JSON.stringify(text)} is wrong; allowed: ${allowed}`);
}
