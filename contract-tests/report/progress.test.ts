import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRunProgress } from './progress.ts';

function setUp({ isTTY, columns = 100 }: { readonly isTTY: boolean; readonly columns?: number }) {
  const writes: string[] = [];
  const clock = { ms: 0 };
  const stream = { isTTY, columns, write: (text: string) => writes.push(text) };
  return { writes, clock, progress: createRunProgress(stream, () => clock.ms) };
}

describe('the progress of a run', () => {
  test('says suite, share, rate and time left in one line that is rewritten', () => {
    const { writes, clock, progress } = setUp({ isTTY: true });
    progress.begin('generated', 20_000);
    clock.ms = 4_000;
    progress.advance(8_000, 16_000);
    assert.equal(
      writes.at(-1),
      '\r\x1b[Kgenerated    ████████░░░░░░░░░░░░   40 %  8,000 of 20,000  4,000 requests/s  6 s left',
    );
    assert.ok(writes.every((text) => !text.includes('\n')));
  });

  test('rewrites the line at most ten times a second', () => {
    const { writes, clock, progress } = setUp({ isTTY: true });
    progress.begin('wire', 1_000);
    const before = writes.length;
    for (let done = 1; done <= 1_000; done += 1) {
      clock.ms += 1;
      progress.advance(done, done);
    }
    assert.equal(writes.length - before, 10);
  });

  test('gives the rate of cases where the number of requests is not known', () => {
    const { writes, clock, progress } = setUp({ isTTY: true });
    progress.begin('dredd', 10);
    clock.ms = 1_000;
    progress.advance(5);
    assert.match(writes.at(-1) ?? '', /5 cases\/s {2}1 s left$/);
  });

  test('counts each suite from its own beginning', () => {
    const { writes, clock, progress } = setUp({ isTTY: true });
    progress.begin('wire', 10);
    clock.ms = 60_000;
    progress.begin('sequences', 10);
    clock.ms = 61_000;
    progress.advance(5, 50);
    assert.match(writes.at(-1) ?? '', /sequences .* 50 requests\/s {2}1 s left$/);
  });

  test('never fills a line of the terminal, which would wrap', () => {
    const { writes, clock, progress } = setUp({ isTTY: true, columns: 30 });
    progress.begin('generated', 20_000);
    clock.ms = 1_000;
    progress.advance(1, 1);
    assert.ok(writes.every((text) => text.replace('\r\x1b[K', '').length < 30));
  });

  test('takes the line away at the end', () => {
    const { writes, progress } = setUp({ isTTY: true });
    progress.begin('wire', 1);
    progress.end();
    assert.equal(writes.at(-1), '\r\x1b[K');
  });

  test('writes a line every ten seconds and one for the end of a suite where there is no terminal', () => {
    const { writes, clock, progress } = setUp({ isTTY: false });
    progress.begin('wire', 300);
    for (let second = 1; second <= 25; second += 1) {
      clock.ms = second * 1_000;
      progress.advance(second * 10, second * 20);
    }
    progress.end();
    assert.equal(writes.length, 3);
    assert.ok(
      writes.every((text) => /^wire \P{Cc}*\n$/u.test(text)),
      'no control characters in a log',
    );
    assert.match(writes[0] ?? '', /33 % {2}100 of 300 {2}20 requests\/s {2}20 s left/);
  });

  test('shows no share above the whole, and no time that nobody knows', () => {
    const { writes, clock, progress } = setUp({ isTTY: true });
    progress.begin('traffic', 0);
    clock.ms = 1_000;
    progress.advance(7, 7);
    assert.match(writes.at(-1) ?? '', / 0 % {2}7 of 0 {2}7 requests\/s$/);
    progress.begin('wire', 5);
    clock.ms = 2_000;
    progress.advance(9, 9);
    assert.match(writes.at(-1) ?? '', /100 % {2}9 of 5 {2}9 requests\/s$/);
  });
});
