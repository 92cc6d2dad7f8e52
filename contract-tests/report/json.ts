import type { Answer, FieldLine, Observation } from '../../parity/answer.ts';
import { describe } from '../../parity/describe.ts';
import { nameOf } from '../../parity/difference.ts';
import { redactField, redactText } from '../../parity/redact.ts';
import type { Finding, Side } from '../suites/suite-result.ts';
import { bounded } from './bounded.ts';
import type { Cause, OperationLine, Report, ReportHeader, SuiteLine, Sum, Verdict } from './report.ts';
import { type ShownBody, showBody, showBytes } from './shown-body.ts';

/** `parity.json`. A reader that knows `version` 1 may rely on every member; new ones may come without a new version. */
export interface JsonReport {
  readonly version: 1;
  readonly title: string;
  readonly verdict: Verdict;
  readonly contract: ReportHeader['contract'];
  readonly baseline: string;
  readonly candidate: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly sum: Sum;
  readonly suites: readonly (Omit<SuiteLine, 'seed'> & { readonly seed: number | null })[];
  /** `documented` is null where it is not known. */
  readonly operations: readonly JsonOperation[];
  readonly causes: readonly Pick<Cause, 'name' | 'findings'>[];
  readonly findings: readonly JsonFinding[];
  /** Findings that would have made the file too large. */
  readonly findingsOmitted: number;
}

export interface JsonOperation extends Omit<OperationLine, 'statuses' | 'keywords'> {
  readonly statuses: JsonCoverage;
  readonly keywords: JsonCoverage;
}

export interface JsonCoverage {
  readonly seen: Readonly<Record<string, number>>;
  readonly documented: readonly string[] | null;
  readonly uncovered: readonly string[];
  readonly undocumented: readonly string[];
}

export interface JsonFinding {
  readonly suite: string;
  readonly case: string;
  readonly why: string;
  readonly operation: string | null;
  /** `name` is the one that files of known differences use. */
  readonly differences: readonly { readonly name: string; readonly kind: string; readonly text: string }[];
  readonly unmet: Readonly<Record<Side, readonly string[]>>;
  readonly request: { readonly raw: string; readonly curl: string } | null;
  readonly observations: Readonly<Record<Side, JsonObservation>> | null;
}

export interface JsonObservation {
  readonly kind: 'observed' | 'failed';
  /** `null` where it failed. */
  readonly ending: string | null;
  readonly failure: { readonly kind: string; readonly received: JsonBytes | null } | null;
  readonly answers: readonly JsonAnswer[];
}

export interface JsonAnswer {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly FieldLine[];
  /** Statuses. */
  readonly interim: readonly number[];
  readonly framing: string;
  readonly complete: boolean;
  readonly body: JsonBytes;
  readonly trailers: readonly FieldLine[];
}

/** Bytes with secrets masked: as UTF-8 where they are, in base64 otherwise. */
export interface JsonBytes {
  readonly encoding: 'utf8' | 'base64';
  readonly content: string;
  /** As they were sent. */
  readonly totalBytes: number;
  /** The content coding that `content` is without. */
  readonly decoded: string | null;
  /** Whether `content` is a beginning only. */
  readonly cut: boolean;
}

const BOUNDS = { most: 2_000, characters: 16_000_000 };
const MAX_BODY_BYTES = 16 * 1024;
const MAX_ANSWERS = 16;

/** A report as JSON with two blanks of indentation, its members in a fixed order. */
export function toJson({ header, verdict, sum, suites, operations, causes, findings }: Report): string {
  const { pieces, rest } = bounded(findings, BOUNDS, toFinding, (finding) => JSON.stringify(finding).length);
  const { title, contract, baseline, candidate, startedAt, toolVersion } = header;
  const report: JsonReport = {
    version: 1,
    title,
    verdict,
    contract,
    baseline,
    candidate,
    startedAt,
    toolVersion,
    sum,
    suites: suites.map((line) => ({ ...line, seed: line.seed ?? null })),
    operations: operations.map((line) => ({
      ...line,
      statuses: toCoverage(line.statuses),
      keywords: toCoverage(line.keywords),
    })),
    causes: causes.map(({ name, findings: count }) => ({ name, findings: count })),
    findings: pieces,
    findingsOmitted: rest.length,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function toCoverage({ seen, documented, uncovered, undocumented }: OperationLine['statuses']): JsonCoverage {
  return { seen, documented: documented ?? null, uncovered, undocumented };
}

function toFinding({ differences, operation, request, observations, unmet, ...finding }: Finding): JsonFinding {
  return {
    suite: finding.suite,
    case: finding.case,
    why: finding.why,
    operation: operation ?? null,
    differences: differences.map((one) => ({ name: nameOf(one), kind: one.kind, text: describe(one) })),
    unmet,
    request: request ?? null,
    observations:
      observations === undefined
        ? null
        : { baseline: toObservation(observations.baseline), candidate: toObservation(observations.candidate) },
  };
}

function toObservation(observation: Observation): JsonObservation {
  const answers = observation.answers.slice(0, MAX_ANSWERS).map(toAnswer);
  if (observation.kind === 'observed') return { kind: 'observed', ending: observation.ending, failure: null, answers };
  const { failure } = observation;
  const received = 'received' in failure ? toBytes(showBytes(failure.received, MAX_BODY_BYTES)) : null;
  return { kind: 'failed', ending: null, failure: { kind: failure.kind, received }, answers };
}

function toAnswer(answer: Answer): JsonAnswer {
  return {
    version: answer.version,
    status: answer.status,
    reason: answer.reason,
    headers: masked(answer.headers),
    interim: answer.interim.map(({ status }) => status),
    framing: answer.framing,
    complete: answer.complete,
    body: toBytes(showBody(answer, MAX_BODY_BYTES)),
    trailers: masked(answer.trailers),
  };
}

function masked(lines: readonly FieldLine[]): FieldLine[] {
  return lines.map(([name, value]) => [name, redactField(name, redactText(value))]);
}

function toBytes({ form, text, totalBytes, decoded, cut }: ShownBody): JsonBytes {
  return {
    encoding: form === 'text' ? 'utf8' : 'base64',
    content: form === 'text' ? text : Buffer.from(text, 'latin1').toString('base64'),
    totalBytes,
    decoded: decoded ?? null,
    cut,
  };
}
