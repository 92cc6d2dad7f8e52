import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BACKOFF } from './backoff.ts';
import { type Death, type Exit, verdictOn } from './verdict.ts';

const CODE_1: Exit = { kind: 'code', code: 1 };
const KILLED: Exit = { kind: 'signal', signal: 'SIGKILL' };

function verdict(death: Partial<Death>): string {
  const all: Death = { mode: 'start', exit: CODE_1, upMs: undefined, listenedBefore: false, deaths: 0, ...death };
  return verdictOn(all, BACKOFF).kind;
}

test('gives up on a process that ends with code 1 before it ever listened', () => {
  assert.equal(verdict({}), 'give-up');
});

test('gives up on a command that does not exist', () => {
  assert.equal(verdict({ exit: { kind: 'not-started', reason: 'ENOENT' } }), 'give-up');
});

test('restarts a process that listened, whatever it ended with', () => {
  assert.equal(verdict({ upMs: 1 }), 'restart');
  assert.equal(verdict({ upMs: 1, exit: { kind: 'code', code: 0 } }), 'restart');
  assert.equal(verdict({ upMs: 1, exit: KILLED }), 'restart');
});

test('goes on trying when a process that once listened cannot start again', () => {
  assert.equal(verdict({ listenedBefore: true }), 'restart');
});

test('restarts a process that was killed before it listened', () => {
  assert.equal(verdict({ exit: KILLED }), 'restart');
  assert.equal(verdict({ exit: KILLED, mode: 'dev' }), 'restart');
});

test('while developing, waits for the next change when a process cannot start', () => {
  assert.equal(verdict({ mode: 'dev' }), 'await-change');
  assert.equal(verdict({ mode: 'dev', listenedBefore: true }), 'await-change');
});

test('while developing, restarts a process that dies after it listened', () => {
  assert.equal(verdict({ mode: 'dev', upMs: 1 }), 'restart');
});
