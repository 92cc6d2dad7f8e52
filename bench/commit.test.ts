import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { commitReport, commitSoak } from './commit.ts';
import { sampleReport } from './fixtures/sample-report.ts';
import { sampleSoak } from './fixtures/sample-soak.ts';
import { readCommitted } from './guard-command.ts';

async function placeFor(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-commit-'));
  t.after(() => rm(directory, { recursive: true }));
  return { directory: join(directory, 'results'), words: join(directory, 'results.md') };
}

test('a full run is committed as figures that the guard reads, a page and words', async (t) => {
  const place = await placeFor(t);
  const report = sampleReport();
  const written = await commitReport(report, place);
  assert.deepEqual(written, [`${place.directory}/committed.json`, `${place.directory}/committed.html`, place.words]);
  assert.deepEqual(await readCommitted(written[0]), JSON.parse(JSON.stringify(report)));
  assert.match(await readFile(place.words, 'utf8'), /## Memory over minutes of load\n\nNot measured yet/);
});

test('the words hold the run and the soak, whichever is committed last', async (t) => {
  for (const order of ['run first', 'soak first']) {
    const place = await placeFor(t);
    const steps = [() => commitReport(sampleReport(), place), () => commitSoak(sampleSoak(), place)];
    for (const step of order === 'run first' ? steps : steps.toReversed()) await step();
    const words = await readFile(place.words, 'utf8');
    assert.match(words, /## Targets[\s\S]*## Memory over minutes of load\n\n- express and fastify under load/, order);
  }
});

test('a soak without a committed run writes no words', async (t) => {
  const place = await placeFor(t);
  assert.deepEqual(await commitSoak(sampleSoak(), place), [
    `${place.directory}/memory.json`,
    `${place.directory}/memory.html`,
  ]);
  await assert.rejects(readFile(place.words));
});
