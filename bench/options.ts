import { parseArgs } from 'node:util';
import { BenchmarkError } from './benchmark-error.ts';

export interface Options {
  /** Length of one measurement: one scenario on one server in one round. */
  readonly seconds: number;
  readonly rounds: number;
  /** Connections of the scenarios that the framework bounds; the others have few of their own. */
  readonly connections: number;
  /** Ids of the operations to measure; empty for all. */
  readonly only: readonly string[];
  /** File of the results; undefined for the usual one. */
  readonly out: string | undefined;
}

const ALLOWED = '--seconds N, --rounds N, --connections N, --only operationId, --out FILE';

export const USAGE = `Usage: npm run benchmark -- [options]

  --seconds N         length of one measurement (1 to 600, default 5)
  --rounds N          measurements of each scenario on each server (1 to 50, default 3)
  --connections N     connections of a scenario that the framework bounds (1 to 1000, default 32)
  --only operationId  measure this operation alone; may be given several times
  --out FILE          where the results go as JSON (default bench/results/local/latest.json)`;

/**
 * Reads the command line's words.
 * @throws {BenchmarkError} that says in one line what is wrong and what is allowed
 */
export function parseOptions(words: readonly string[], operationIds: readonly string[]): Options {
  const values = readWords(words);
  for (const id of values.only ?? []) {
    if (!operationIds.includes(id)) throw wrong('only', id, operationIds.join(', '));
  }
  if (values.out === '') throw wrong('out', '', 'a path');
  return {
    seconds: count('seconds', values.seconds, 5, 600),
    rounds: count('rounds', values.rounds, 3, 50),
    connections: count('connections', values.connections, 32, 1000),
    only: values.only ?? [],
    out: values.out,
  };
}

function readWords(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        seconds: { type: 'string' },
        rounds: { type: 'string' },
        connections: { type: 'string' },
        only: { type: 'string', multiple: true },
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

function count(name: string, text: string | undefined, fallback: number, maximum: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (/^[1-9]\d*$/.test(text) && value <= maximum) return value;
  throw wrong(name, text, `a whole number from 1 to ${maximum}`);
}

function wrong(name: string, text: string, allowed: string): BenchmarkError {
  return new BenchmarkError(`--${name}=${JSON.stringify(text)} is wrong; allowed: ${allowed}`);
}
