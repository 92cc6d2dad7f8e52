import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFakeDisk, OPERATIONS, type Running, restart, settled, shares, start } from './fixture.ts';
import { effectiveShare } from './shares.ts';

/** What a crash at one moment may leave: the synced bytes and any part of what follows; and what was acknowledged by then. */
interface Moment {
  readonly file: Buffer | undefined;
  readonly syncedBytes: number;
  readonly acknowledged: readonly number[];
}

type Act = (running: Running) => Promise<unknown>;

const scope = fc.constantFrom('*', ...OPERATIONS);
const percentage = fc.integer({ min: 0, max: 100_000 }).map((thousandths) => thousandths / 1_000);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(scope, percentage).map(([where, to]) => set(where, to)) },
  fc.constantFrom(...OPERATIONS).map((where) => set(where, null)),
  fc.tuple(scope, fc.constantFrom('operator', 'gate')).map(([where, who]): Act => {
    return ({ rollout }) => rollout.rollBack(where, who, 'down');
  }),
  scope.map(
    (where): Act =>
      ({ rollout }) =>
        rollout.trip(where, { verdict: 'bad', recovery: 'trial' }),
  ),
  scope.map(
    (where): Act =>
      ({ rollout }) =>
        rollout.recover(where, 'breaker', 'good'),
  ),
  fc.constantFrom<Act>(
    ({ rollout }) => rollout.pause('operator', 'wait'),
    ({ rollout }) => rollout.resume('operator', 'go on'),
    ({ rollout }) => rollout.requestFromEnvironment(30),
    ({ rollout }) => rollout.requestFromEnvironment(60),
  ),
  fc.constant<Act>(async (running) => running.delivered()),
);
/** Acts of one inner list are begun together. */
const acts = fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 });
const room = fc.option(fc.nat(4_000), { nil: Number.POSITIVE_INFINITY, freq: 2 });
const maxBytes = fc.constantFrom(1_000, 1_000_000);

function set(where: string, to: number | null): Act {
  return ({ rollout }) => rollout.set(where, to, 'operator', 'try');
}

async function momentsOf(script: readonly (readonly Act[])[], bytesLeft: number, limit: number): Promise<Moment[]> {
  const disk = createFakeDisk();
  const running = await start(disk, { maxBytes: limit });
  let acknowledged: readonly number[] = [0, 0, 0];
  const moments: Moment[] = [];
  const note = () => moments.push({ file: disk.file(), syncedBytes: disk.syncedBytes(), acknowledged });
  disk.onWritten(note);
  running.rollout.subscribe(({ entry }) => {
    if (entry === undefined) return;
    note();
    acknowledged = OPERATIONS.map((id) => effectiveShare(running.journal.state(), id));
  });
  disk.room(bytesLeft);
  for (const group of script) {
    await Promise.all(group.map((one) => one(running)));
    note();
    // Somebody makes room again.
    if (running.journal.problem() !== undefined) disk.room(Number.POSITIVE_INFINITY);
  }
  await settled();
  note();
  return moments;
}

async function assertNeverRaised({ file, acknowledged }: Moment, cut: number, counts: Counts): Promise<void> {
  const left = file?.subarray(0, cut);
  const running = await restart(left);
  const after = shares(running);
  const what = () => `${after} % after a crash, ${acknowledged} % acknowledged, the file was\n${left}`;
  assert.ok(
    after.every((share, index) => share <= (acknowledged[index] ?? 0)),
    what(),
  );
  counts.boots += 1;
  if (acknowledged.some((share) => share > 0) && after.join() === acknowledged.join()) counts.same += 1;
  const again = await restart(running.disk.file());
  assert.deepEqual(shares(again), after, 'another start changes nothing');
}

interface Counts {
  boots: number;
  same: number;
}

test('never comes back with a higher share than was acknowledged, wherever a crash cuts the file', async () => {
  const counts: Counts = { boots: 0, same: 0 };
  await fc.assert(
    fc.asyncProperty(
      acts,
      room,
      maxBytes,
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (script, left, limit, at) => {
        for (const moment of await momentsOf(script, left, limit)) {
          const length = moment.file?.length ?? 0;
          const between = moment.syncedBytes + Math.floor(at * (length - moment.syncedBytes));
          for (const cut of new Set([moment.syncedBytes, between, length]))
            await assertNeverRaised(moment, cut, counts);
        }
      },
    ),
    { numRuns: 150 },
  );
  assert.ok(counts.same > 100, `${counts.same} of ${counts.boots} starts kept a share`);
});

test('stands every single byte at which a file can be cut', async () => {
  const script = [[set('*', 10)], [set('addUser', 60), set('*', 40)], [set('*', 5)], [set('*', 80)]];
  const counts: Counts = { boots: 0, same: 0 };
  for (const moment of await momentsOf(script, Number.POSITIVE_INFINITY, 1_000_000)) {
    for (let cut = moment.syncedBytes; cut <= (moment.file?.length ?? 0); cut += 1) {
      await assertNeverRaised(moment, cut, counts);
    }
  }
  assert.ok(counts.boots > 1_000, `${counts.boots} starts`);
});

test('shows at no moment more than each state between the disk and the newest change allows', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (script) => {
      const running = await start();
      const watched: string[] = [];
      running.disk.onWritten(() => {
        const durable = OPERATIONS.map((id) => effectiveShare(running.journal.state(), id));
        const now = shares(running);
        if (now.some((share, index) => share > (durable[index] ?? 0))) watched.push(`${now} over ${durable}`);
      });
      for (const group of script) {
        await Promise.all(group.map((one) => one(running)));
        assert.deepEqual(
          shares(running),
          OPERATIONS.map((id) => effectiveShare(running.journal.state(), id)),
        );
      }
      assert.deepEqual(watched, []);
    }),
    { numRuns: 150 },
  );
});
