import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loadContract, OWN_CONTRACT } from '../contract/document.ts';
import type { Fault } from './power/fault.ts';
import { FAULTS } from './power/faults/index.ts';
import { measureFaults } from './power/measure.ts';
import { failuresOf, isCaught } from './power/share.ts';
import { openStage, type PlantedSubjects, type Stage } from './power/stage.ts';
import type { MeasuredSuite } from './power/suites.ts';
import { answers } from './wire/cases/answers.ts';
import { targets } from './wire/cases/targets.ts';
import { runCases } from './wire/run-cases.ts';
import { watchState } from './wire/state.ts';
import { toSuiteResult } from './wire/suite.ts';
import { settle } from './wire/world.ts';

/** One of each layer, and the controls; `npm run parity:power` plants them all, and runs whole suites. */
const PLANTED = [
  'header missing: allow',
  'body: dates without milliseconds',
  'request: a trailing slash is ignored',
  'request body: scalars are coerced to texts',
  'state: bio cut off',
  'connection: closed after errors without a word',
  'server: another JWT_SECRET',
  'process: keepAliveTimeout 72_000 -> 5_000',
];

const named = (name: string): Fault => {
  const fault = FAULTS.find((one) => one.name === name);
  assert.ok(fault, name);
  return fault;
};

describe('a part of the wire cases', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage(loadContract(OWN_CONTRACT));
  });
  after(() => stage.stop());

  for (const name of PLANTED) {
    test(`catches "${name}"`, async () => {
      const [measured] = await measureFaults([named(name)], [stage], { suites: [PART], isFull: false });
      assert.ok(measured && isCaught(measured));
    });
  }

  for (const control of FAULTS.filter(({ isControl }) => isControl === true)) {
    test(`is quiet under "${control.name}"`, async () => {
      const measured = await measureFaults([control], [stage], { suites: [PART], isFull: false });
      assert.deepEqual(
        measured[0]?.looks.map((look) => look.catch),
        [undefined],
      );
      assert.deepEqual(failuresOf(measured), []);
    });
  }
});

const PART: MeasuredSuite = {
  name: 'wire',
  run: (fault, stage, stopsAtFirst) => stage.plant(fault, (subjects) => runPart(subjects, stopsAtFirst)),
};

async function runPart({ baseline, candidate, rules, files }: PlantedSubjects, stopsAtFirst: boolean) {
  const world = await settle([baseline, candidate]);
  const watches = { baseline: watchState(files.baseline), candidate: watchState(files.candidate) };
  try {
    const results = await runCases([...answers, ...targets], {
      baseline,
      candidate,
      world,
      rules,
      stopsAtFirst,
      sendCaseId: true,
      readState: async () => ({ baseline: watches.baseline.changed(), candidate: watches.candidate.changed() }),
    });
    return toSuiteResult(results, baseline, 0);
  } finally {
    watches.baseline.close();
    watches.candidate.close();
  }
}
