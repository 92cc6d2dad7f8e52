import type { Contract } from '../../contract/document.ts';
import { createMatcher } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import type { Answer } from '../answer.ts';
import { checkBody, checkOutsideBody } from './check-body.ts';
import { checkHeaders } from './check-headers.ts';
import { createResponses } from './documented.ts';
import { checkAllow, checkFraming, isHttpsOwn, type JudgedRequest } from './http-rules.ts';

/** What the contract says of a request's input: `unknown` where whoever made it does not know. */
export type Input = 'valid' | 'invalid' | 'unknown';

/**
 * Says in what an answer is not what the contract or HTTP demands, one line each.
 * @param operationId the operation that the request is sent to, also where its method is one that the path does not have;
 *   `undefined` where no path of the contract is meant
 * @throws {Error} where the contract has no such operation
 */
export type Judge = (
  operationId: string | undefined,
  input: Input,
  request: JudgedRequest,
  answer: Answer,
) => readonly string[];

export interface JudgeOptions {
  /**
   * Also what this project promises beyond the contract and the RFCs' musts: every refusal is a problem document with type and title,
   * a 405's `Allow` names exactly the path's methods with HEAD and OPTIONS, a 415 says what it takes. Default false.
   */
  readonly houseRules?: boolean;
}

/** Of one answer at a time; pure. Schemas are compiled when first needed. */
export function createJudge(contract: Contract, { houseRules = false }: JudgeOptions = {}): Judge {
  const subjects = new Map(contract.operations.map((operation) => [operation.id, subjectOf(contract, operation)]));
  const responseOf = createResponses(contract);
  return (operationId, input, request, answer) => {
    const subject = operationId === undefined ? undefined : subjects.get(operationId);
    if (subject === undefined && operationId !== undefined)
      throw new Error(`the contract has no operation ${operationId}; it has: ${[...subjects.keys()].join(', ')}`);
    const framing = checkFraming(request, answer);
    const isSound = framing.length === 0;
    if (subject === undefined || !isMethodOf(subject.operation, request.method)) {
      const { allow = [], methods = [] } = subject ?? {};
      return [
        ...framing,
        ...checkOutside(subject !== undefined, request.method, answer.status),
        ...checkHeaders(undefined, answer, houseRules),
        ...checkAllow(request.method, answer, houseRules ? allow : methods, houseRules && subject !== undefined),
        ...(isSound ? checkOutsideBody(request.method, answer, houseRules) : []),
      ];
    }
    const response = responseOf(subject.operation, answer.status);
    return [
      ...framing,
      ...checkStatus(subject.operation, response !== undefined, request, answer.status),
      ...checkInput(input, answer.status),
      ...checkHeaders(response, answer, houseRules),
      ...(isSound ? checkBody(response, request.method, answer, houseRules) : []),
    ];
  };
}

interface Subject {
  readonly operation: Operation;
  /** What `Allow` should list. */
  readonly allow: readonly string[];
  /** The methods of its path that the contract writes down. */
  readonly methods: readonly string[];
}

function subjectOf({ operations }: Contract, operation: Operation): Subject {
  const methods = operations.filter(({ path }) => path === operation.path).map(({ method }) => method);
  const siblings = operations.filter(({ path }) => path === operation.path);
  // No method of HTTP: the matcher answers with what the path has.
  const match = createMatcher(siblings)('', operation.path);
  return { operation, methods, allow: match.kind === 'method-not-allowed' ? match.allow : methods };
}

/** HEAD belongs to GET's operation (RFC 9110, 9.3.2). */
function isMethodOf({ method }: Operation, sent: string): boolean {
  return sent === method || (sent === 'HEAD' && method === 'GET');
}

function checkStatus(
  { responses }: Operation,
  isDocumented: boolean,
  request: JudgedRequest,
  status: number,
): string[] {
  // Also where it is documented: a contract says what a failure looks like, not that there may be one.
  if (status === 500) return ['status 500: the server failed'];
  if (isDocumented || isHttpsOwn(status, request)) return [];
  return [`status ${status} is not documented; documented: ${Object.keys(responses).join(', ') || 'none'}`];
}

/** Of a path or a method that the contract does not have. */
function checkOutside(hasPath: boolean, method: string, status: number): string[] {
  if (status === 501 && hasPath) return [];
  if (status >= 500) return [`status ${status}: the server failed`];
  if (status >= 400 || method === 'OPTIONS') return [];
  const what = hasPath ? `the method ${method}` : 'the path';
  return [`status ${status}, but the contract does not document ${what}`];
}

/** Refusals that say of the input that it is wrong. */
const OF_INPUT: ReadonlySet<number> = new Set([400, 415, 422]);

function checkInput(input: Input, status: number): string[] {
  if (input === 'valid' && OF_INPUT.has(status)) return [`valid input was refused with ${status}`];
  if (input === 'invalid' && status >= 200 && status < 300) return [`invalid input was accepted with ${status}`];
  return [];
}
