import { runConformance } from '../conformance/suite.ts';
import { runGenerated } from '../generated/run.ts';
import { runSequences } from '../sequences/run.ts';
import { ownRequests } from '../suites/own-api.ts';
import type { SuiteName, SuiteResult } from '../suites/suite-result.ts';
import { watchState } from '../wire/state.ts';
import { runWire } from '../wire/suite.ts';
import type { DreddStage } from './dredd-stage.ts';
import type { Fault } from './fault.ts';
import type { PlantedSubjects, Stage } from './stage.ts';

/** A suite whose power is measured. */
export interface MeasuredSuite {
  readonly name: SuiteName;
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
    { name: 'dredd', run: async (fault) => (await dredd()).run(fault) },
  ];
}

function onStage(
  name: SuiteName,
  run: (subjects: PlantedSubjects, stopsAtFirst: boolean) => Promise<SuiteResult>,
): MeasuredSuite {
  return { name, run: (fault, stage, stopsAtFirst) => stage.plant(fault, (subjects) => run(subjects, stopsAtFirst)) };
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
