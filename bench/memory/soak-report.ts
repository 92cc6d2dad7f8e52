import type { Machine } from '../machine.ts';
import type { OtherLoad } from '../process/other-load.ts';
import type { Memory, MemoryReading, SubjectName } from '../report.ts';

/** What `--memory` finds out. All subjects were under load at the same time, each with the same requests at the same rate. */
export interface Soak {
  readonly format: 1;
  readonly kind: 'soak';
  /** ISO 8601 */
  readonly startedAt: string;
  /** How long the load lasted. */
  readonly minutes: number;
  readonly machine: Machine;
  readonly pinning: string;
  readonly otherLoad: OtherLoad | undefined;
  /** Digest of the contract. */
  readonly contract: string;
  /** Scenarios that took turns, each with the rate that every subject got. */
  readonly scenarios: readonly { readonly name: string; readonly requestsPerSecond: number }[];
  readonly subjects: readonly SoakedSubject[];
}

export interface SoakedSubject {
  readonly name: SubjectName;
  /** Answered during the load, every one as its scenario says. */
  readonly requests: number;
  readonly memory: {
    /** Before the first request. */
    readonly atRest: Memory;
    /** After each scenario ran at saturation for a moment: code is compiled, pools are filled. */
    readonly warm: Memory;
    /** Resident: median of the last fifth of the load. Heap: at its end, after a collection, with requests on their way. */
    readonly underLoad: Memory;
    readonly after: Memory;
    /** During the load, without any collection that was asked for. */
    readonly overTime: readonly MemoryReading[];
  };
}
