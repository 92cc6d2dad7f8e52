import { createHash } from 'node:crypto';
import type { Contract } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import type { Answer, FieldLine } from '../../parity/answer.ts';
import { decodeBody } from '../../parity/conformance/body.ts';
import { createJudge, type Judge } from '../../parity/conformance/judge.ts';
import { createLineKind } from '../../parity/conformance/line-kind.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import { isFailure } from './count.ts';
import type { AnswerJudged } from './violations.ts';

/** One answer as an upstream gave it, after the client has it. */
export interface AnswerSample {
  readonly upstream: UpstreamName;
  readonly operation: Operation;
  readonly method: string;
  /** Names and values in turn, as everywhere below. */
  readonly requestHeaders: readonly string[];
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Not all of the body was kept. */
  readonly truncated: boolean;
}

export interface AnswerCheckCounts {
  judged: number;
  /** Of these, with at least one fault. */
  faulty: number;
  /** Nobody had the time. */
  dropped: number;
  /** Too large to be kept, or to be decoded. */
  tooLarge: number;
}

export interface AnswerCheck {
  readonly counts: Readonly<AnswerCheckCounts>;
  /**
   * Judges it later, one answer in a turn of the event loop; where too many wait already it is dropped. Failures are not judged: they
   * have a rate of their own, and after one that was too high an operation recovers by itself.
   */
  check(sample: AnswerSample): void;
}

export interface AnswerCheckOptions {
  readonly contract: Contract;
  readonly onJudged: (judged: AnswerJudged) => void;
  readonly onFailure: (error: unknown) => void;
  /** Runs something in a later turn of the event loop. */
  readonly later?: (run: () => void) => void;
}

/** With bodies of 256 KB 16 MB at most. */
const MAX_WAITING = 64;
/** Parsing and validating 100 KB of JSON took 0.5 to 1.5 ms, ten times that where everything in it is wrong; meanwhile nobody is served. */
const MAX_DECODED_BYTES = 512 * 1024;

/** Holds answers against the contract and HTTP: what any two servers owe, not what this project promises beyond. */
export function createAnswerCheck({
  contract,
  onJudged,
  onFailure,
  later = setImmediate,
}: AnswerCheckOptions): AnswerCheck {
  const judge = createJudge(contract);
  const kindOf = createLineKind(contract.document);
  warmUp(contract, judge);
  const counts = { judged: 0, faulty: 0, dropped: 0, tooLarge: 0 };
  const waiting: AnswerSample[] = [];

  function next(): void {
    const sample = waiting.shift();
    if (sample === undefined) return;
    try {
      judgeOne(sample);
    } catch (error) {
      onFailure(error);
    }
    if (waiting.length > 0) later(next);
  }

  function judgeOne(sample: AnswerSample): void {
    const { upstream, operation, method } = sample;
    const answer = answerOf(sample);
    const decoded = decodeBody(answer, MAX_DECODED_BYTES);
    if (sample.truncated || ('bytes' in decoded ? decoded.bytes.length > MAX_DECODED_BYTES : decoded.isTooLarge)) {
      counts.tooLarge += 1;
      return;
    }
    const request = { method, headers: linesOf(sample.requestHeaders) };
    const faults = judge(operation.id, 'unknown', request, answer).map((line) => ({ line, kind: kindOf(line) }));
    counts.judged += 1;
    if (faults.length > 0) counts.faulty += 1;
    onJudged({ upstream, operation: operation.id, faults, digest: faults.length === 0 ? '' : digestOf(answer) });
  }

  return {
    counts,
    check(sample) {
      if (isFailure(sample.status, sample.operation)) return;
      if (waiting.length >= MAX_WAITING) {
        counts.dropped += 1;
        return;
      }
      waiting.push(sample);
      if (waiting.length === 1) later(next);
    },
  };
}

/** Compiling a schema takes 5 to 30 ms, too long while somebody waits; a contract of hundreds of operations is compiled in part. */
const WARM_UP_MS = 500;

function warmUp({ operations }: Contract, judge: Judge): void {
  const until = performance.now() + WARM_UP_MS;
  for (const { id, method, responses } of operations) {
    for (const [status, mediaTypes] of Object.entries(responses)) {
      const fields: FieldLine[] = [['content-type', mediaTypes[0] ?? 'application/json']];
      const answer = {
        ...FRAME,
        status: Number(status.replace(/XX$/i, '00')) || 200,
        headers: fields,
        body: Buffer.from('null'),
      };
      if (performance.now() < until) judge(id, 'unknown', { method, headers: [] }, answer);
    }
  }
}

const FRAME = { version: '1.1', reason: '', interim: [], trailers: [], complete: true, framing: 'length' } as const;

function answerOf({ status, headers, body }: AnswerSample): Answer {
  return { ...FRAME, status, headers: linesOf(headers), body };
}

function linesOf(fields: readonly string[]): FieldLine[] {
  const lines: FieldLine[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) lines.push([fields[index] ?? '', fields[index + 1] ?? '']);
  return lines;
}

function digestOf({ status, body }: Answer): string {
  return createHash('sha256').update(`${status}\n`).update(body).digest('base64url');
}
