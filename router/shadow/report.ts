import { describe } from '../../parity/describe.ts';
import { type Difference, nameOf } from '../../parity/difference.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { KeptDifference } from './kept.ts';
import type { Work } from './look.ts';
import { differencesOf, type Pair } from './second-look.ts';
import { type Secrets, secretsOf } from './secrets.ts';
import { maskAnswer, showAnswer, showRequest, showTarget } from './shown.ts';

export interface ReportContext {
  readonly id: string;
  readonly at: Date;
  readonly rules: RulesOptions;
  /** Names, in lower case, of header fields that hold secrets by the contract. */
  readonly secretFields: ReadonlySet<string>;
  /** Of an answer's body. */
  readonly maxShownBytes: number;
}

/** A difference as it may be kept and shown: nothing that the request had as a secret is in it, wherever a server has put it. */
export function reportOf(
  { operation, captured }: Work,
  pair: Pair,
  names: readonly string[],
  { id, at, rules, secretFields, maxShownBytes }: ReportContext,
): KeptDifference {
  const { method, target } = captured;
  const request = { method, target, headers: captured.request.headers, body: captured.request.body.bytes() };
  const secrets = secretsOf(request, secretFields);
  return {
    id,
    at: at.toISOString(),
    operationId: operation.id,
    method,
    target: showTarget(target, secrets),
    lines: linesOf(pair, names, secrets, rules),
    request: showRequest(request, secrets),
    express: showAnswer(pair.express, secrets, maxShownBytes),
    fastify: showAnswer(pair.fastify, secrets, maxShownBytes),
  };
}

/** Found once more between answers that are masked, as an excerpt of another one may begin within a secret. */
function linesOf(pair: Pair, names: readonly string[], secrets: Secrets, rules: RulesOptions): string[] {
  const masked = { express: maskAnswer(pair.express, secrets), fastify: maskAnswer(pair.fastify, secrets) };
  const found = differencesOf(masked, rules).filter((difference) => names.includes(nameOf(difference)));
  return found.length === 0 ? [...names] : found.map(inNames);
}

/** Behind the router the two have names. */
function inNames(difference: Difference): string {
  return describe(difference)
    .replace('[baseline]', 'express:')
    .replace('[candidate]', 'fastify:')
    .replace('; the baseline ', '; express ')
    .replace('by the candidate only', 'by fastify only')
    .replace('in the candidate only', 'in fastify only');
}
