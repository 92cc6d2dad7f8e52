import { parseArgs } from 'node:util';
import { BenchmarkError } from './benchmark-error.ts';
import { SUBJECT_NAMES, type SubjectName } from './report.ts';

export interface Options {
  readonly mode: 'quick' | 'full';
  /** Ids of the operations to measure; empty for the mode's own. */
  readonly only: readonly string[];
  /** In the report's order. */
  readonly subjects: readonly SubjectName[];
  /** Whether the subjects were named, and are not just all. */
  readonly subjectsGiven: boolean;
  /** Of the servers and the limit; floors and routed subjects take part in some of them. */
  readonly rounds: number;
  /** Length of one measurement: one scenario on one subject in one round. */
  readonly seconds: number;
  /** Connections of the scenarios that the framework bounds; the others have few of their own. */
  readonly connections: number;
  /** File of the results; undefined for the usual one. */
  readonly out: string | undefined;
  /** Also finds out where the servers' time goes. */
  readonly profile: boolean;
  /** Compares with the committed results. */
  readonly check: boolean;
  /** Also writes the results that are committed, and `results.md` from them. */
  readonly commit: boolean;
  /** Minutes of a soak, whose only concern is memory; undefined for a benchmark. */
  readonly memoryMinutes: number | undefined;
}

const DEFAULTS = { quick: { rounds: 6, seconds: 0.25 }, full: { rounds: 9, seconds: 0.7 } } as const;

const ALLOWED =
  '--quick, --only operationId, --subject NAME, --rounds N, --seconds N, --connections N, --out FILE, --profile, --check, --commit, --memory, --minutes N';

const SOAK_MINUTES = 10;
/** What a soak has no use for. */
const NOT_WITH_MEMORY = ['quick', 'only', 'rounds', 'seconds', 'profile', 'check'] as const;
/** With these a run is not the whole one that others are held to. */
const NOT_WITH_COMMIT = ['quick', 'only', 'subject', 'rounds', 'seconds', 'connections', 'out', 'minutes'] as const;

export const USAGE = `Usage: npm run benchmark -- [options]

  --quick             fewer scenarios, fewer and shorter rounds: under 2 minutes instead of under 15
  --only operationId  measure this operation alone, its success and its refusals; may be given several times
  --subject NAME      measure this subject alone; may be given several times
  --rounds N          measurements of each scenario on the servers and the limit (1 to 50, default ${DEFAULTS.full.rounds}, quick ${DEFAULTS.quick.rounds})
  --seconds N         length of one measurement (0.1 to 600, default ${DEFAULTS.full.seconds}, quick ${DEFAULTS.quick.seconds})
  --connections N     connections of a scenario that the framework bounds (1 to 1000, default 32)
  --out FILE          where the results go as JSON, and as HTML beside it (default bench/results/local/latest.json)
  --profile           also finds out where the servers' time goes, and keeps a .cpuprofile of each beside the results
  --check             compares CPU time per request with the committed results, and fails where it got worse
  --commit            also writes what is committed: bench/results/committed.json and .html, bench/results.md; for full runs, implies --profile
  --memory            instead: Express and Fastify side by side under load for ${SOAK_MINUTES} minutes, and how their memory grows
  --minutes N         length of that load (0.1 to 600, default ${SOAK_MINUTES})

Subjects: ${SUBJECT_NAMES.join(', ')}`;

/**
 * Reads the command line's words.
 * @throws {BenchmarkError} that says in one line what is wrong and what is allowed
 */
export function parseOptions(words: readonly string[], operationIds: readonly string[]): Options {
  const values = readWords(words);
  for (const id of values.only ?? []) {
    if (!operationIds.includes(id)) throw wrong('only', id, operationIds.join(', '));
  }
  for (const name of values.subject ?? []) {
    if (!SUBJECT_NAMES.some((known) => known === name)) throw wrong('subject', name, SUBJECT_NAMES.join(', '));
  }
  if (values.out === '') throw wrong('out', '', 'a path');
  refuseTogether(values);
  const mode = values.quick ? 'quick' : 'full';
  const minutes = within('minutes', values.minutes, /^\d+(\.\d+)?$/, 0.1, 600) ?? SOAK_MINUTES;
  return {
    mode,
    only: values.only ?? [],
    subjects: SUBJECT_NAMES.filter((name) => values.subject?.includes(name) ?? true),
    subjectsGiven: values.subject !== undefined,
    rounds: within('rounds', values.rounds, /^\d+$/, 1, 50) ?? DEFAULTS[mode].rounds,
    seconds: within('seconds', values.seconds, /^\d+(\.\d+)?$/, 0.1, 600) ?? DEFAULTS[mode].seconds,
    connections: within('connections', values.connections, /^\d+$/, 1, 1000) ?? 32,
    out: values.out,
    // What is kept shows where the time goes, too.
    profile: values.profile ?? (values.commit === true && !values.memory),
    check: values.check ?? false,
    commit: values.commit ?? false,
    memoryMinutes: values.memory ? minutes : undefined,
  };
}

function readWords(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        quick: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        subject: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        connections: { type: 'string' },
        out: { type: 'string' },
        profile: { type: 'boolean' },
        check: { type: 'boolean' },
        commit: { type: 'boolean' },
        memory: { type: 'boolean' },
        minutes: { type: 'string' },
      },
    });
    return values;
  } catch (cause) {
    // Node's own message goes on, over several sentences, about words that begin with a dash.
    const [what] = (cause as Error).message.split(/\.\s|\n/, 1);
    throw new BenchmarkError(`${what?.replace(/\.$/, '')}; allowed: ${ALLOWED}`, { cause });
  }
}

function refuseTogether(values: ReturnType<typeof readWords>): void {
  const given = <Name extends keyof typeof values>(names: readonly Name[]) =>
    names.find((name) => values[name] !== undefined);
  const [soaked, committed] = [given(NOT_WITH_MEMORY), given(NOT_WITH_COMMIT)];
  if (values.memory && soaked) throw new BenchmarkError(`--memory and --${soaked} do not go together`);
  if (values.minutes !== undefined && !values.memory) throw new BenchmarkError('--minutes is the length of --memory');
  if (values.commit && committed) {
    throw new BenchmarkError(`--commit is for whole runs, so --${committed} does not go with it`);
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
