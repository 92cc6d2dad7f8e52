/** Answers to the fixture contract's operations, for the judge's tests. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../answer.ts';
import { fixtureContract } from './fixture-contract.ts';
import type { JudgedRequest } from './http-rules.ts';
import { createJudge, type Input } from './judge.ts';

export const judge = createJudge(fixtureContract());
export const houseJudge = createJudge(fixtureContract(), { houseRules: true });

/** An answer with a truthful Content-Length, unless it is given. */
export function answer(status: number, fields: Record<string, string>, body: object | string | Buffer = ''): Answer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const lengthOf = status === 204 || status === 304 ? {} : { 'Content-Length': String(bytes.length) };
  const headers = Object.entries({ ...lengthOf, ...fields });
  const rest = { version: '1.1', reason: '', interim: [], trailers: [], complete: true } as const;
  return { ...rest, status, headers, framing: 'length', body: bytes };
}

export const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };
export const PROBLEM_TYPE = { 'Content-Type': 'application/problem+json' };
export const LIST = { ...JSON_TYPE, 'X-Count': '1' };
export const NOTE = { text: 'a', id: 'n1' };
export const problem = (status: number, fields: Record<string, string> = {}, more: object = {}) =>
  answer(status, { ...PROBLEM_TYPE, ...fields }, { type: 'about:blank', title: 'No', status, ...more });

export const GET: JudgedRequest = { method: 'GET', headers: [] };
export const HEAD: JudgedRequest = { method: 'HEAD', headers: [] };
export const POST: JudgedRequest = { method: 'POST', headers: [['Content-Type', 'application/json']] };
export const DELETE: JudgedRequest = { method: 'DELETE', headers: [] };
export const withField = (request: JudgedRequest, name: string): JudgedRequest => ({
  ...request,
  headers: [[name, 'x']],
});

export type Case = readonly [what: string, operation: string | undefined, input: Input, JudgedRequest, Answer];

export type Fault = readonly [...Case, line: RegExp];

/** One test for each fault. */
export function eachHasOneLine(faults: readonly Fault[]): void {
  for (const [what, operation, input, request, given, line] of faults) {
    test(what, () => {
      const lines = judge(operation, input, request, given);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', line);
    });
  }
}
