import type { Contract } from '../../contract/document.ts';
import type { Person } from '../suites/subjects.ts';
import type { Finding } from '../suites/suite-result.ts';
import { operationCases } from './cases/operation-cases.ts';
import { pathCases } from './cases/path-cases.ts';
import { type Template, templateOf } from './cases/template.ts';
import { NoRequestError } from './cases/values.ts';
import type { ConformanceCase } from './conformance-case.ts';

export interface PlanOptions {
  readonly person: Person;
  readonly seed: number;
  readonly houseRules: boolean;
}

export interface Plan {
  readonly cases: readonly ConformanceCase[];
  /** A finding for each operation that nothing can be asked of: what was not asked must not look like what was answered. */
  readonly impossible: readonly (Finding & { readonly operation: string })[];
}

/** What to ask, read off the contract; the same seed asks the same. */
export function planCases(contract: Contract, { person, seed, houseRules }: PlanOptions): Plan {
  const { document, operations } = contract;
  const templates: Template[] = [];
  const impossible: (Finding & { readonly operation: string })[] = [];
  for (const operation of operations) {
    try {
      templates.push(templateOf(operation, { document, person, seed }));
    } catch (error) {
      if (!(error instanceof NoRequestError)) throw error;
      impossible.push(untested(operation.id, error.message));
    }
  }
  const cases = [
    ...templates.flatMap((template) => operationCases(template, { document, person, houseRules })),
    ...pathCases(contract, templates, houseRules),
  ];
  return { cases, impossible };
}

function untested(operation: string, reason: string): Finding & { readonly operation: string } {
  return {
    suite: 'conformance',
    case: `${operation}: no valid request`,
    why: 'an operation that is not asked is not judged',
    operation,
    differences: [],
    unmet: { baseline: [reason], candidate: [reason] },
    request: undefined,
    observations: undefined,
  };
}
