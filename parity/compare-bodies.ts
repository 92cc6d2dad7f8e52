import { isUtf8 } from 'node:buffer';
import { type Answer, valuesOf } from './answer.ts';
import { compareJson } from './compare-json.ts';
import type { Difference, Excerpt } from './difference.ts';
import { printable } from './printable.ts';
import { redactText } from './redact.ts';
import type { Rules } from './rules.ts';

/** Adds to `found` in what two bodies differ: places where both are JSON, bytes otherwise. */
export function compareBodies(
  baseline: Answer,
  candidate: Answer,
  rules: Rules,
  at: number,
  found: Difference[],
): void {
  if (baseline.body.equals(candidate.body)) return;
  // Of a body that was cut on both sides, how much arrived is timing.
  if (!baseline.complete && !candidate.complete && startsAlike(baseline.body, candidate.body)) return;
  const isSmall = Math.max(baseline.body.length, candidate.body.length) <= rules.maxJsonBytes;
  if (isSmall && isJson(baseline) && isJson(candidate)) {
    const result = compareJson(baseline.body.toString('utf8'), candidate.body.toString('utf8'), rules, at);
    if (result !== undefined) {
      found.push(...result.differences);
      if (result.rest !== undefined) found.push(bodyBytes(...result.rest, at));
      return;
    }
  }
  found.push(bodyBytes(baseline.body, candidate.body, at));
}

function startsAlike(a: Buffer, b: Buffer): boolean {
  const length = Math.min(a.length, b.length);
  return a.subarray(0, length).equals(b.subarray(0, length));
}

/** Its media type is JSON's (RFC 6839, 3.1: or ends in `+json`), nothing encodes it, and it is UTF-8 (RFC 8259, 8.1). */
function isJson({ headers, body, complete }: Answer): boolean {
  const [type = ''] = valuesOf(headers, 'content-type');
  if (!complete || !/^application\/(?:[\w!#$&^.+-]+\+)?json[ \t]*(?:;|$)/i.test(type)) return false;
  return valuesOf(headers, 'content-encoding').length === 0 && isUtf8(body);
}

function bodyBytes(a: Buffer, b: Buffer, at: number): Difference {
  const offset = firstDifference(a, b);
  return { kind: 'body-bytes', answer: at, offset, ...excerptsAround(a, b, offset) };
}

/** The first offset at which two buffers differ, or the shorter one's length; by halving, so that the work is memcmp's. */
export function firstDifference(a: Buffer, b: Buffer): number {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (a.compare(b, low, middle + 1, low, middle + 1) === 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const BEFORE_BYTES = 20;
const AFTER_BYTES = 60;
/** Masking needs the names before a value, and a body may be huge. */
const CONTEXT_BYTES = 8192;

export function excerptsAround(a: Buffer, b: Buffer, offset: number): { baseline: Excerpt; candidate: Excerpt } {
  return { baseline: excerpt(a, offset), candidate: excerpt(b, offset) };
}

function excerpt(bytes: Buffer, offset: number): Excerpt {
  const from = Math.max(0, offset - CONTEXT_BYTES);
  const text = redactText(bytes.toString('latin1', from, offset + AFTER_BYTES));
  const start = Math.max(0, offset - BEFORE_BYTES - from);
  return { totalBytes: bytes.length, text: printable(text.slice(start)) };
}
