import type { Machine } from './machine.ts';
import type { Options } from './options.ts';
import type { OtherLoad } from './process/other-load.ts';

/** What is measured, in the order of a report. */
export const SUBJECT_NAMES = [
  'express',
  'fastify',
  'raw',
  'bare-express',
  'bare-fastify',
  'router-0',
  'router-50',
  'router-100',
] as const;

export type SubjectName = (typeof SUBJECT_NAMES)[number];

/** Everything a run found out; `bench/results/*.json` hold it as it is. All times are in the unit of their name. */
export interface Report {
  readonly format: 1;
  /** ISO 8601 */
  readonly startedAt: string;
  /** How long the whole run took. */
  readonly seconds: number;
  readonly mode: 'quick' | 'full';
  readonly machine: Machine;
  /** Which cores held what, in words; or why nothing was held. */
  readonly pinning: string;
  /** Undefined where the platform does not say. */
  readonly otherLoad: OtherLoad | undefined;
  /** Digest of the contract. */
  readonly contract: string;
  readonly options: Options;
  readonly subjects: readonly SubjectReport[];
  readonly scenarios: readonly ScenarioReport[];
}

export interface SubjectReport {
  readonly name: SubjectName;
  /** `limit`: the same work without a framework; `floor`: a framework without the work; `routed`: both servers behind the router. */
  readonly kind: 'server' | 'limit' | 'floor' | 'routed';
  /** Spawn until the first answer, one figure for each start. */
  readonly startUpMs: readonly number[];
  readonly memory: {
    /** Before the first request of a scenario. */
    readonly atRest: Memory;
    /** The most that was seen while requests were on their way. */
    readonly underLoad: Memory;
    readonly after: Memory;
    readonly overTime: readonly MemoryReading[];
  };
  /** Where its time goes at saturation; only of a run with `--profile`. */
  readonly profile?: Profile;
}

/** Undefined where the platform does not say. Of several processes it is the sum; of a routed subject, the router's own alone. */
export interface Memory {
  readonly residentBytes: number | undefined;
  /** After a collection; under load there is none, and it is undefined. */
  readonly heapUsedBytes: number | undefined;
}

export interface MemoryReading {
  /** Since the first measurement of the run; the subjects take turns, and rest between theirs. */
  readonly atSeconds: number;
  readonly residentBytes: number;
}

/** A `.cpuprofile` beside the report, which Chrome and VS Code open, and its call tree. */
export interface Profile {
  /** Name of the file, in the report's own folder. */
  readonly file: string;
  readonly tree: ProfileNode;
}

/** A function as it was called from its parent, with the microseconds of all that it called. Small ones are left out. */
export interface ProfileNode {
  readonly name: string;
  /** `servers/fastify/app.ts:12`, `node_modules/...`, `node:http`, or empty for a native one. */
  readonly where: string;
  readonly selfMicroseconds: number;
  readonly totalMicroseconds: number;
  readonly children: readonly ProfileNode[];
}

export interface ScenarioReport {
  /** `verify`, `verify 400`, `getProfile 401` */
  readonly name: string;
  readonly operation: string;
  readonly outcome: 'success' | 'refusal';
  readonly status: number;
  /** Without parameters; empty where the answer has no body. */
  readonly mediaType: string;
  /** What bounds it where that is not the framework: hashing, the AI engine. */
  readonly boundBy: string | undefined;
  readonly connections: number;
  /** Those that were measured in it, in the report's order. */
  readonly subjects: readonly SubjectName[];
  readonly saturation: readonly Saturation[];
  readonly paced: readonly Paced[];
}

/** One subject in one round, each connection sending as soon as its last request is answered (a closed loop). */
export interface Saturation {
  readonly subject: SubjectName;
  /** From 1. */
  readonly round: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** User and system time of all threads of the subject; of a routed one, of the router and the servers behind it. */
  readonly cpuMicrosecondsPerRequest: number | undefined;
  /** Of a routed subject: the part of the router's own processes. */
  readonly routerCpuMicrosecondsPerRequest?: number;
  readonly residentBytes: number | undefined;
  /** How much later than due a timer ran in the subject's main thread (of a routed one: the router's). */
  readonly eventLoopDelayP99Ms: number | undefined;
  /** Share of the time, 0 to 1, in which the load generator was busy: near 1, it was the limit and not the subject. */
  readonly generatorBusy: number;
}

/** One subject in one round at a rate that does not wait for its answers: what waits counts (no coordinated omission). */
export interface Paced {
  readonly subject: SubjectName;
  /** From 1. */
  readonly round: number;
  /** The rate that was asked for, the same for every subject of the round. */
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** Log-spaced: the answers that took at most `upToMs`, and longer than the one before it. Empty steps are left out. */
  readonly histogram: readonly { readonly upToMs: number; readonly count: number }[];
}
