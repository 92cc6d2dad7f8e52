import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../parity/answer.ts';
import { createWatch, StoppedAnsweringError } from './liveness.ts';

const SILENT: Observation = {
  kind: 'failed',
  failure: { kind: 'timeout', waitedFor: 'an answer', afterMs: 5, received: Buffer.alloc(0) },
  answers: [],
};
const closing = (ending: 'open' | 'closed' | 'reset'): Observation => ({
  ...{ kind: 'observed', answers: [], interim: [], leftover: Buffer.alloc(0), ending },
});
const OPEN = closing('open');

test('a server that answers nothing ten times in a row, nor when it is asked, has stopped answering', async () => {
  for (const seen of [SILENT, closing('closed'), closing('reset')]) {
    const watch = createWatch(async () => 'said nothing for 5 s');
    for (let at = 1; at < 10; at += 1) await watch({ baseline: OPEN, candidate: seen }, `case ${at}`);
    const message =
      'the candidate stopped answering: it said nothing for 5 s, 10 requests in a row; last case "case 10"';
    await assert.rejects(watch({ baseline: OPEN, candidate: seen }, 'case 10'), { message });
    await assert.rejects(watch({ baseline: OPEN, candidate: OPEN }, 'case 11'), StoppedAnsweringError);
  }
});

test('one that answers when it is asked goes on, and failures that are not alike or not in a row do not count', async () => {
  let asked = 0;
  const watch = createWatch(async () => {
    asked += 1;
    return undefined;
  });
  for (let at = 0; at < 20; at += 1) await watch({ baseline: SILENT, candidate: OPEN }, '');
  assert.equal(asked, 2);
  const strict = createWatch(async () => 'is gone');
  for (let at = 0; at < 30; at += 1)
    await strict({ baseline: at % 9 === 0 ? OPEN : SILENT, candidate: closing(at % 2 ? 'closed' : 'reset') }, '');
});
