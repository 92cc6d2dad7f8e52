import type { Contract } from '../../contract/document.ts';
import { createMatcher } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import type { CapturedRequest } from './captured-request.ts';

/** Which captured requests are replayed. */
export interface ReplayOptions {
  /** All that the servers have, their paths with the base path before them. */
  readonly contract: Contract;
  /** operationIds to which requests may be sent. */
  readonly chosen: ReadonlySet<string>;
  /** Empty: any. */
  readonly origins: readonly string[];
  /** Also requests that belong to no operation. */
  readonly all: boolean;
  readonly unsafe: boolean;
}

export type Skipped = Readonly<Record<'other origin' | 'changes something' | 'left out' | 'no operation', number>>;

export interface Replayed {
  readonly request: CapturedRequest;
  readonly operation: Operation | undefined;
}

/** Which captured requests to send, and how many not, by reason. */
export function choose(
  requests: readonly CapturedRequest[],
  { contract, chosen, origins, all, unsafe }: ReplayOptions,
): { readonly replayed: readonly Replayed[]; readonly skipped: Skipped } {
  const match = createMatcher(contract.operations);
  const skipped = { 'other origin': 0, 'changes something': 0, 'left out': 0, 'no operation': 0 };
  const replayed = requests.flatMap((captured): Replayed[] => {
    const found = match(captured.method, captured.target.split('?', 1)[0] ?? '');
    const operation = found.kind === 'operation' ? found.operation : undefined;
    const isSafe = /^(?:GET|HEAD|OPTIONS|TRACE)$/.test(captured.method) || operation?.safe === true;
    let reason: keyof Skipped | undefined;
    if (origins.length > 0 && !origins.includes(captured.origin)) reason = 'other origin';
    else if (operation === undefined && !all) reason = 'no operation';
    else if (!isSafe && !unsafe) reason = 'changes something';
    else if (operation !== undefined && !chosen.has(operation.id)) reason = 'left out';
    if (reason === undefined) return [{ request: captured, operation }];
    skipped[reason] += 1;
    return [];
  });
  return { replayed, skipped };
}
