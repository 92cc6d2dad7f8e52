import { runConformance } from '../conformance/suite.ts';
import { runGenerated } from '../generated/run.ts';
import { runLifetime } from '../lifetime/suite.ts';
import { startPair } from '../pair.ts';
import { runProduction } from '../production/suite.ts';
import { runSequences } from '../sequences/run.ts';
import { ownRequests } from '../suites/own-api.ts';
import type { SuiteName, SuiteResult } from '../suites/suite-result.ts';
import { watchState } from '../wire/state.ts';
import { runWire } from '../wire/suite.ts';
import type { DreddStage } from './dredd-stage.ts';
import type { Fault } from './fault.ts';
import { withPlant } from './process-plant.ts';
import { type PlantedSubjects, rulesFor, type Stage } from './stage.ts';

/** A suite whose power is measured. */
export interface MeasuredSuite {
  readonly name: SuiteName;
  /** Whether a fault can be planted where it looks; default: every one can. */
  readonly takes?: (fault: Fault) => boolean;
  /**
   * Plants the fault, runs, and takes it out.
   * @param stopsAtFirst one finding is enough
   */
  readonly run: (fault: Fault, stage: Stage, stopsAtFirst: boolean) => Promise<SuiteResult>;
}

/** Of the suites whose cases are made by chance: fixed, so that a measurement can be made again. */
const SEED = 20_260_101;
const GENERATED_RUNS = 2000;
const SEQUENCES = 20;
/** Several stages share a machine: late is not the same as never. */
const WAITS = { stepTimeoutMs: 12_000, deadlineMs: 25_000 };

/** All suites, in the order of what they cost. */
export function measuredSuites(dredd: () => Promise<DreddStage>): readonly MeasuredSuite[] {
  return [
    onStage('wire', (subjects, stopsAtFirst) =>
      runWire(subjects, { databases: subjects.files, stopsAtFirst, concurrency: 12, waits: WAITS }),
    ),
    onStage('conformance', (subjects) => runConformance(subjects, { seed: SEED, houseRules: true, concurrency: 16 })),
    onStage('sequences', playSequences),
    onStage('generated', (subjects) =>
      runGenerated(subjects, { seed: SEED, runs: GENERATED_RUNS, maxFindings: 1, personalise: ownRequests }),
    ),
    {
      name: 'lifetime',
      // It starts servers of its own, with no proxy before them and nothing in their databases.
      takes: ({ apply: { plant = {}, triggers = [] } }) => Object.keys(plant).length + triggers.length === 0,
      run: endLifetime,
    },
    {
      name: 'production',
      // Servers of its own as well.
      takes: ({ apply: { plant = {}, triggers = [] } }) => Object.keys(plant).length + triggers.length === 0,
      run: (fault) => runProduction({ start: startPlanted(fault) }),
    },
    { name: 'dredd', run: async (fault) => (await dredd()).run(fault) },
  ];
}

function onStage(
  name: SuiteName,
  run: (subjects: PlantedSubjects, stopsAtFirst: boolean) => Promise<SuiteResult>,
): MeasuredSuite {
  return { name, run: (fault, stage, stopsAtFirst) => stage.plant(fault, (subjects) => run(subjects, stopsAtFirst)) };
}

function endLifetime(fault: Fault): Promise<SuiteResult> {
  return runLifetime({
    rules: rulesFor(fault),
    start: startPlanted(fault),
  });
}

function startPlanted({ apply }: Fault): typeof startPair {
  return ({ env = {}, ...options } = {}) => {
    const NODE_OPTIONS = withPlant({ server: 'fastify', ...apply }, env.NODE_OPTIONS);
    return startPair({ ...options, env: { ...env, NODE_OPTIONS } });
  };
}

async function playSequences(subjects: PlantedSubjects): Promise<SuiteResult> {
  const watches = { baseline: watchState(subjects.files.baseline), candidate: watchState(subjects.files.candidate) };
  const state = async () => ({ baseline: watches.baseline.changed(), candidate: watches.candidate.changed() });
  try {
    return await runSequences({ ...subjects, state }, { seed: SEED, sequences: SEQUENCES, maxFindings: 1 });
  } finally {
    watches.baseline.close();
    watches.candidate.close();
  }
}
