import type { Contract } from '../../contract/document.ts';
import { bodies } from './cases/bodies.ts';
import type { GenericCase } from './cases/build.ts';
import { framing } from './cases/framing.ts';
import { heads } from './cases/heads.ts';
import { targets } from './cases/targets.ts';
import type { Guard } from './guard.ts';
import { type SampleRequest, sampleRequest } from './sample-request.ts';

export interface GenericOptions {
  /** Of methods that the contract does not have at a path. */
  readonly guard: Guard;
}

/** One operation's cases, or those that belong to none (`operation` empty). */
export interface CaseGroup {
  readonly operation: string;
  readonly sample: SampleRequest | undefined;
  readonly cases: readonly GenericCase[];
}

/**
 * Wire cases that can be made of any contract. They expect nothing but that both servers do the same.
 * @param contract with the operations to which requests may be sent
 */
export function genericCases(contract: Contract, options: GenericOptions): readonly CaseGroup[] {
  const samples = contract.operations.map((operation) => sampleRequest(contract, operation));
  const safe = samples.find(({ operation, query }) => operation.method === 'GET' && query === '');
  return [
    { operation: '', sample: undefined, cases: framing(safe?.path ?? '/nothing-is-here') },
    ...samples.map((sample) => ({
      operation: sample.operation.id,
      sample,
      cases: [...heads(sample, options), ...targets(sample), ...bodies(sample)],
    })),
  ];
}
