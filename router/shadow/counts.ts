import type { Result } from './look.ts';

/** Why a request that was chosen was not mirrored, or not to its end. */
export type DropReason =
  | 'unavailable'
  | 'request-too-large'
  | 'answer-too-large'
  | 'queue-full'
  | 'waited-too-long'
  | 'closed';

export interface OperationCounts {
  sent: number;
  identical: number;
  /** Confirmed. */
  different: number;
  /** Different at first, and not when both were asked once more. */
  unstable: number;
  /** Different at first; there was no time to ask once more. */
  unconfirmed: number;
  /** Without an answer that could be compared. */
  failed: number;
  /** Of the confirmed differences: how often each kind. */
  readonly kinds: Record<string, number>;
}

export interface ShadowCounts extends Omit<OperationCounts, 'kinds'> {
  readonly failures: Record<string, number>;
  readonly dropped: Record<string, number>;
  /** By operation; those only of which something was sent. */
  readonly operations: Readonly<Record<string, Readonly<OperationCounts>>>;
}

export class Counts {
  readonly #operations = new Map<string, OperationCounts>();
  readonly #failures: Record<string, number> = {};
  readonly #dropped: Record<string, number> = {};

  /** @param operation of the contract, so that there are no more than it has */
  sent(operation: string): void {
    this.#of(operation).sent += 1;
  }

  ended(operation: string, result: Result): void {
    const counts = this.#of(operation);
    counts[result.kind] += 1;
    if (result.kind === 'failed') add(this.#failures, result.why);
    if (result.kind !== 'different') return;
    for (const kind of new Set(result.differences.map((difference) => difference.kind))) add(counts.kinds, kind);
  }

  dropped(reason: DropReason): void {
    add(this.#dropped, reason);
  }

  read(): ShadowCounts {
    const totals = { sent: 0, identical: 0, different: 0, unstable: 0, unconfirmed: 0, failed: 0 };
    const operations: Record<string, OperationCounts> = {};
    for (const [id, counts] of this.#operations) {
      operations[id] = { ...counts, kinds: { ...counts.kinds } };
      for (const name of NAMES) totals[name] += counts[name];
    }
    return { ...totals, failures: { ...this.#failures }, dropped: { ...this.#dropped }, operations };
  }

  #of(operation: string): OperationCounts {
    const counts = this.#operations.get(operation) ?? newCounts();
    this.#operations.set(operation, counts);
    return counts;
  }
}

const NAMES = ['sent', 'identical', 'different', 'unstable', 'unconfirmed', 'failed'] as const;

function newCounts(): OperationCounts {
  return { sent: 0, identical: 0, different: 0, unstable: 0, unconfirmed: 0, failed: 0, kinds: {} };
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
