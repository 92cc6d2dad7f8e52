import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCpuMicroseconds, parseResidentBytes } from './process-figures.ts';

test('CPU time is user and system time, also of a process whose name has blanks and parentheses', () => {
  assert.equal(parseCpuMicroseconds(`7 (a ) b) S ${'0 '.repeat(10)}12 30 0 0`), 420_000);
  assert.equal(parseCpuMicroseconds(''), undefined);
});

test('resident memory is read in bytes', () => {
  assert.equal(parseResidentBytes('VmHWM:\t  4 kB\nVmRSS:\t     2048 kB\n'), 2_097_152);
  assert.equal(parseResidentBytes('State: Z\n'), undefined);
});
