import { describe } from '../../parity/describe.ts';
import type { Finding } from './suite-result.ts';

/** What was found in a case, for the message of a failed test: its name, then a line for each difference and each broken expectation. */
export function redLines({
  case: name,
  differences,
  unmet,
}: Pick<Finding, 'case' | 'differences' | 'unmet'>): string[] {
  return [
    name,
    ...differences.map(describe),
    ...unmet.baseline.map((line) => `express: ${line}`),
    ...unmet.candidate.map((line) => `fastify: ${line}`),
  ];
}
