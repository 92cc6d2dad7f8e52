import { type FieldError, ProblemError, problem } from '../../contract/problems.ts';
import type { Outcome } from '../rollout/outcome.ts';
import { EVERYTHING } from '../rollout/state.ts';
import type { View } from './control.ts';

type Changed = Pick<View, 'state' | 'effective'>;

/**
 * The state after a change.
 * @param pointer the place of the request that an invalid change came from
 * @throws {ProblemError} where the change was refused or could not be remembered
 */
export function requireChange(outcome: Outcome, pointer: string): Changed {
  if (outcome.ok) return outcome;
  const { kind, reasons } = outcome;
  const detail = sentences(reasons);
  if (kind === 'invalid') throw invalid(reasons.map((reason) => ({ pointer, detail: reason })));
  const code = kind === 'refused' ? 'change_refused' : 'change_not_remembered';
  throw new ProblemError(problem(code, detail, { extensions: { reasons } }));
}

/** @throws {ProblemError} where the path names no operation of the contract */
export function requireOperation(id: string, operationIds: readonly string[]): string {
  if (operationIds.includes(id)) return id;
  throw new ProblemError(unknownOperation(id, operationIds));
}

/** @throws {ProblemError} where it is neither an operation of the contract nor everything */
export function requireScope(scope: string, operationIds: readonly string[]): string {
  return scope === EVERYTHING ? scope : requireOperation(scope, operationIds);
}

/** A request that is not as the contract says. */
export function invalid(errors: readonly FieldError[]): ProblemError {
  const detail = sentences(errors.map(({ pointer, detail }) => `${pointer} ${detail}`));
  return new ProblemError(problem('validation_failed', detail, { errors }));
}

/** Names all operations, since nobody can guess them; a contract of thousands is cut. */
function unknownOperation(id: string, operationIds: readonly string[]) {
  const allowed = operationIds.slice(0, MAX_NAMED);
  const more = operationIds.length > allowed.length ? ` and ${operationIds.length - allowed.length} more` : '';
  const name = JSON.stringify(id.slice(0, MAX_NAME_LENGTH));
  const detail = `The contract has no operation ${name}. It has ${allowed.join(', ')}${more}.`;
  return problem('unknown_operation', detail, { extensions: { allowed } });
}

const MAX_NAMED = 200;
const MAX_NAME_LENGTH = 100;

function sentences(lines: readonly string[]): string {
  const text = lines.join('; ');
  return text.endsWith('.') ? text : `${text}.`;
}
