import type { Contract } from '../../contract/document.ts';
import type { WireCase } from '../wire/case.ts';
import { type CaseResult, runCases } from '../wire/run-cases.ts';
import { settle, type World } from '../wire/world.ts';
import { lookUnderConditions, type Sight } from './conditions.ts';
import type { DefaultPairOptions } from './options.ts';
import { type Condition, ROWS, type Row } from './rows.ts';
import { seen } from './seen.ts';
import { startDefaultPair } from './start.ts';

export type { Sight } from './conditions.ts';

/** `differs`: seen, as the list says; `untrue`: seen not to hold for these versions; `not-seen`: neither of them. */
export type Verdict = 'differs' | 'untrue' | 'not-seen';

export interface Evidence {
  readonly row: Row;
  readonly verdict: Verdict;
  readonly express: string;
  readonly fastify: string;
}

export interface Gathered {
  readonly evidence: readonly Evidence[];
  readonly results: readonly CaseResult[];
}

/** How long a silent server is waited for; some of these inputs are about silence. */
const SILENCE_MS = 1000;

/** Starts the default pairs, does what each row asks for and says what was seen. */
export async function gatherEvidence(
  contract: Contract,
  cases: readonly WireCase<World>[],
  options: DefaultPairOptions,
): Promise<Gathered> {
  const pair = await startDefaultPair(contract, options);
  let results: readonly CaseResult[];
  const settings = {
    express: `${pair.servers.express.requestTimeout} ms`,
    fastify: `${pair.servers.fastify.requestTimeout} ms`,
  };
  try {
    const { express: baseline, fastify: candidate } = pair.urls;
    const world = await settle([baseline, candidate]);
    results = await runCases(cases, { baseline, candidate, world, stepTimeoutMs: SILENCE_MS });
  } finally {
    await pair.stop();
  }
  const plain: Sight = new Map(
    results.map(({ case: name, observations: { baseline, candidate } }) => [
      name,
      { express: seen(baseline), fastify: seen(candidate) },
    ]),
  );
  const sights = new Map<Condition, Sight>([
    ...(await lookUnderConditions(contract, options)),
    ['plain', plain],
    ['settings', new Map([['requestTimeout of the server', settings]])],
  ]);
  return { results, evidence: ROWS.map((row) => evidenceOf(row, sights)) };
}

/** @throws {Error} where nothing was done of what the row asks for */
export function evidenceOf(row: Row, sights: ReadonlyMap<Condition, Sight>): Evidence {
  const both = sights.get(row.on ?? 'plain')?.get(row.input);
  if (both === undefined) throw new Error(`row ${row.row} names the input "${row.input}", and there is none`);
  return { row, verdict: verdictOf(row, both.express, both.fastify), ...both };
}

/** Each did what the row says of it; and what it says tells the two apart, or shows that they are alike. */
export function verdictOf({ express, fastify, untrue }: Row, byExpress: string, byFastify: string): Verdict {
  if (!express.test(byExpress) || !fastify.test(byFastify)) return 'not-seen';
  const isAlike = express.test(byFastify) && fastify.test(byExpress);
  if (untrue !== undefined) return isAlike ? 'untrue' : 'not-seen';
  return isAlike ? 'not-seen' : 'differs';
}
