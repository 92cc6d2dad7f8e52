import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { busyTicks, createLoadMeter, ownTicks, type Ticks } from './other-load.ts';

/** A meter that is told these ticks one after the other, a second each, 10 s apart from each other. */
function meterOf(...ticks: readonly Pick<Ticks, 'all' | 'own'>[]) {
  let next = 0;
  const began = performance.now() - 1e6;
  return createLoadMeter([0], async () => {
    const at = next++;
    const taken = ticks[at];
    return taken && { ...taken, atMs: began + at * 10_000 };
  });
}

test("others' load is what all take less what this run takes, in cores", async () => {
  const meter = meterOf({ all: 100, own: 50 }, { all: 1300, own: 750 });
  assert.equal(await meter.read(), undefined);
  // 1200 hundredths of a second in 10 s, 700 of them ours.
  assert.equal(await meter.read(), 0.5);
});

test('the mean is over all windows, and the most is that of one', async () => {
  const meter = meterOf({ all: 0, own: 0 }, { all: 500, own: 500 }, { all: 1500, own: 1100 });
  const before = await meter.read();
  assert.equal(before, undefined);
  await meter.watch();
  await meter.watch();
  assert.deepEqual(meter.summary(0.02), { before: 0.02, during: 0.2, most: 0.4 });
  assert.equal(meter.summary(undefined), undefined);
});

test('more of our own than of all, by the granularity of the clock, is no load', async () => {
  const meter = meterOf({ all: 0, own: 0 }, { all: 90, own: 100 });
  await meter.read();
  assert.equal(await meter.read(), 0);
});

test('only the cores that are measured on count, and stolen time does', () => {
  const stat =
    'cpu  9 9 9 9 9 9 9 9 9 9\ncpu0 1 2 4 99 99 99 99 8 99 99\ncpu1 16 0 0 0 0 0 0 0 0 0\ncpu10 500 0 0 0 0 0 0 0 0 0\n';
  assert.equal(busyTicks(stat, [0]), 15);
  assert.equal(busyTicks(stat, [0, 1]), 31);
});

test("a process's own time holds that of children that have ended", () => {
  assert.equal(ownTicks(`7 (a ) b) S ${'0 '.repeat(10)}1 2 4 8 0 0`), 15);
  assert.equal(ownTicks(''), 0);
});

test('what a child took counts as our own once it has ended', {
  skip: process.platform !== 'linux' && 'reads /proc',
}, async () => {
  const ticks = async () => ownTicks(await readFile('/proc/self/stat', 'latin1'));
  const before = await ticks();
  const child = spawn(process.execPath, ['-e', 'while (process.cpuUsage().user < 300000);']);
  await once(child, 'exit');
  assert.ok((await ticks()) - before >= 25);
});
