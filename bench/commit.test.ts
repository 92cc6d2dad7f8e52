import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { commitReport, commitSoak } from './commit.ts';
import { sampleReport } from './fixtures/sample-report.ts';
import { sampleSoak } from './fixtures/sample-soak.ts';
import { readCommitted } from './guard-command.ts';
import { inShort } from './in-words.ts';

async function placeFor(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-commit-'));
  t.after(() => rm(directory, { recursive: true }));
  const readme = join(directory, 'README.md');
  await writeFile(readme, 'before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n');
  return { directory: join(directory, 'results'), words: join(directory, 'results.md'), readme };
}

test('a full run is committed as figures that the guard reads, a page and words', async (t) => {
  const place = await placeFor(t);
  const report = sampleReport();
  const written = await commitReport(report, place);
  const { directory, words, readme } = place;
  assert.deepEqual(written, [`${directory}/committed.json`, `${directory}/committed.html`, words, readme]);
  assert.match(
    await readFile(readme, 'utf8'),
    /^before\n<!-- speed -->\nOver the \d+ operations .*\n<!-- \/speed -->\nafter\n$/,
  );
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

test('the README says what the committed run says', async () => {
  const here = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');
  const [report, soak, readme] = await Promise.all(
    ['results/committed.json', 'results/memory.json', '../README.md'].map(here),
  );
  assert.ok(readme?.includes(inShort(JSON.parse(report ?? ''), JSON.parse(soak ?? ''))));
});
