import type { Observation } from '../../parity/answer.ts';
import { describeFailure } from '../../parity/describe.ts';
import type { OnObserved } from '../suites/subjects.ts';
import type { Side } from '../suites/suite-result.ts';

/** A server went away in the course of a run: the rest of it would say nothing. */
export class StoppedAnsweringError extends Error {
  override readonly name = 'StoppedAnsweringError';
}

/** Is told every observation. @throws {StoppedAnsweringError} and again at every later call */
export type Watch = OnObserved;

/** So many requests in a row without an answer, that they failed in one way, are a reason to ask whether the server is there. */
const IN_A_ROW = 10;
const SIDES = ['baseline', 'candidate'] as const;

/**
 * Ends a run on a server that has stopped answering. One that does not answer ten cases may have its reasons: it is asked
 * something harmless before it is given up.
 * @param ask why the server does not answer, or `undefined` where it does
 */
export function createWatch(ask: (side: Side) => Promise<string | undefined>): Watch {
  const rows: Record<Side, { way: string | undefined; count: number }> = {
    baseline: { way: undefined, count: 0 },
    candidate: { way: undefined, count: 0 },
  };
  let stopped: StoppedAnsweringError | undefined;
  const note = async (side: Side, seen: Observation, testCase: string) => {
    const way = wayOfFailing(seen);
    rows[side] = way !== undefined && way === rows[side].way ? { way, count: rows[side].count + 1 } : { way, count: 1 };
    if (way === undefined || rows[side].count < IN_A_ROW) return;
    const { count } = rows[side];
    rows[side] = { way: undefined, count: 0 };
    const words = await ask(side);
    if (words === undefined) return;
    stopped ??= new StoppedAnsweringError(
      `the ${side} stopped answering: it ${words}, ${count} requests in a row; last case "${testCase}"`,
    );
  };
  return async (seen, testCase) => {
    await Promise.all(SIDES.map((side) => note(side, seen[side], testCase)));
    if (stopped !== undefined) throw stopped;
  };
}

function wayOfFailing(seen: Observation): string | undefined {
  if (seen.answers.length > 0) return undefined;
  if (seen.kind === 'observed') return seen.ending === 'open' ? undefined : seen.ending;
  if (seen.failure.kind === 'garbage') return undefined;
  return seen.failure.kind === 'refused' ? describeFailure(seen.failure) : seen.failure.kind;
}
