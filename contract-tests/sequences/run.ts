import fc from 'fast-check';
import { nameOf } from '../../parity/difference.ts';
import { toCurl, toRaw } from '../../parity/request-text.ts';
import { createRules } from '../../parity/rules.ts';
import { Tally } from '../generated/tally.ts';
import type { OnProgress, Subjects } from '../suites/subjects.ts';
import type { Finding, SuiteResult } from '../suites/suite-result.ts';
import { createLane } from '../wire/lane.ts';
import { isGreen, type Played, play, type ReadState, type Stage } from './play.ts';
import { inWords, type Step, sequences, WRITTEN } from './steps.ts';

export interface SequenceSubjects extends Subjects {
  /** Rows changed since it was last asked. */
  readonly state: ReadState;
}

export interface SequencesOptions {
  readonly seed: number;
  readonly sequences: number;
  /** Begins the names of the people, who must be new: another one for each run on the same databases. Default `sequence`. */
  readonly name?: string;
  /** Default 12. */
  readonly maxSteps?: number;
  /** Ends after so many findings that are not alike; default 5. */
  readonly maxFindings?: number;
  readonly onProgress?: OnProgress;
}

export interface SequenceFinding extends Finding {
  /** The sequence, as short as it could be made. */
  readonly steps: readonly Step[];
}

export interface SequencesResult extends SuiteResult {
  readonly findings: readonly SequenceFinding[];
}

/**
 * Plays sequences of requests that build on one another to both servers of our own API, one sequence after the other. Answers are
 * compared with each other and with a model, and after each sequence the rows that it changed. The same seed gives the same sequences.
 * @param subjects seeded, with a database each that nobody else writes to
 */
export async function runSequences(subjects: SequenceSubjects, options: SequencesOptions): Promise<SequencesResult> {
  const { seed, sequences: total, name = 'sequence', maxSteps = 12, maxFindings = 5 } = options;
  const startedAtMs = performance.now();
  const arbitrary = sequences(maxSteps);
  const tally = new Tally(subjects.contract.operations.map(({ id }) => id));
  const stage: Stage = {
    lanes: { baseline: createLane(subjects.baseline), candidate: createLane(subjects.candidate) },
    rules: createRules(subjects.rules),
    state: subjects.state,
  };
  const findings = new Map<string, SequenceFinding>();
  let cases = 0;
  let requests = 0;
  try {
    while (cases < total && findings.size < maxFindings) {
      const run = cases;
      const [random = []] = fc.sample(arbitrary, { seed: seed + run, numRuns: 1 });
      const steps = WRITTEN[run] ?? random;
      const played = await play(steps, `${name}-${seed}-${run}`, stage);
      cases += 1;
      requests += played.requests.length;
      played.answered.forEach(({ operation, status }, index) => {
        const isLast = index === played.answered.length - 1;
        tally.add(operation, status, undefined, isGreen(played) || !isLast);
      });
      if (!isGreen(played) && !findings.has(identityOf(played)))
        findings.set(identityOf(played), findingOf(run, await shrink(run, played), subjects.baseline));
      options.onProgress?.(cases, total);
    }
  } finally {
    stage.lanes.baseline.close();
    stage.lanes.candidate.close();
  }
  const durationMs = performance.now() - startedAtMs;
  return {
    suite: 'sequences',
    seed,
    cases,
    requests,
    durationMs,
    operations: tally.operations,
    findings: [...findings.values()],
  };

  /** Plays shorter and simpler sequences as long as the same goes wrong. */
  async function shrink(run: number, found: Played): Promise<Played> {
    let smallest = found;
    let tries = 0;
    const isTheSame = async (steps: readonly Step[]) => {
      tries += 1;
      if (tries > MAX_TRIES) return false;
      const played = await play(steps, `${name}-${seed}-${run}-shrinking-${tries}`, stage);
      if (isGreen(played) || identityOf(played) !== identityOf(found)) return false;
      smallest = played;
      return true;
    };
    const property = fc.asyncProperty(arbitrary, async (steps) => !(await isTheSame(steps)));
    const path = { seed: seed + run, path: '0', numRuns: 1 };
    await fc.check(property, { ...path, endOnFailure: false, interruptAfterTimeLimit: MAX_MS });
    // fast-check leaves out steps at the beginning; others may be of no account too.
    for (let index = smallest.steps.length - 1; index >= 0; index -= 1)
      await isTheSame(smallest.steps.toSpliced(index, 1));
    return smallest;
  }
}

/** A sequence is made no shorter after so many tries, or so long. */
const MAX_TRIES = 300;
const MAX_MS = 20_000;

function identityOf({ differences, unmet }: Played): string {
  return [...new Set(differences.map(nameOf)), ...unmet.baseline, ...unmet.candidate].join('; ');
}

function findingOf(run: number, played: Played, base: string): SequenceFinding {
  const { steps, requests, differences, unmet, observations, answered } = played;
  return {
    suite: 'sequences',
    case: `sequence ${run}`,
    why: inWords(steps),
    operation: answered.at(-1)?.operation,
    differences,
    unmet,
    request: {
      raw: requests.map((bytes) => toRaw(bytes)).join('\n\n'),
      curl: requests.map((bytes) => toCurl(bytes, base)).join('\n'),
    },
    observations,
    steps,
  };
}
