import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import type { FrontEvent } from './front-event.ts';
import { createFrontLog } from './front-log.ts';

test('writes one line for what is out of the ordinary, and none for what a worker has said itself', () => {
  const cases: [FrontEvent, string | undefined][] = [
    [{ kind: 'serving', pid: 7, urls: {} }, undefined],
    [{ kind: 'cannot-start', exit: { code: 1 } }, undefined],
    [{ kind: 'cannot-start', exit: { signal: 'SIGKILL' } }, 'the worker ended by SIGKILL before it listened'],
    [
      { kind: 'died', pid: 7, exit: { signal: 'SIGSEGV' }, delayMs: 0 },
      'the worker ended by SIGSEGV; the next one starts at once',
    ],
    [
      { kind: 'died', pid: 7, exit: { code: 3 }, delayMs: 250 },
      'the worker ended with exit code 3; the next one starts in 250 ms',
    ],
    [
      { kind: 'not-replaced', pid: 7, exit: { code: 1 } },
      'not restarted: the new worker ended with exit code 1; the old one serves on',
    ],
    [{ kind: 'restart-refused', reason: 'no' }, 'not restarted: no'],
    [
      { kind: 'killed', pid: 7, reason: 'it did not end in time' },
      'the worker was killed, because it did not end in time',
    ],
  ];
  for (const [event, message] of cases) {
    const lines: string[] = [];
    createFrontLog(pino({ level: 'warn' }, { write: (line) => lines.push(line) }))(event);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).msg),
      message === undefined ? [] : [message],
    );
  }
});
