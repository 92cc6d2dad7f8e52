import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createMatcher, type Match } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import type { Problem } from '../../contract/problems.ts';
import { isReplay, REPLAY_HEADER } from '../../contract/replay-mark.ts';
import type { Identity } from '../../handlers/context.ts';
import type { BudgetState } from '../../services/limits/limiter.ts';
import { CASE_HEADER, type Scope, type Scopes } from '../../services/scope.ts';
import { type AnswerCoding, chooseCoding } from './accept-encoding.ts';
import type { Input } from './parameters.ts';
import { acceptRequestId } from './request-id.ts';
import { pathOf, toOriginForm } from './target.ts';

/** What both adapters know of a request while they answer it. */
export interface Exchange {
  readonly requestId: string;
  readonly method: string;
  /** Request target as it was sent, in origin form. */
  readonly target: string;
  /** Its path, without query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the answer, as far as its body is worth it. */
  readonly coding: AnswerCoding | 'identity';
  readonly startedAtMs: number;
  readonly match: Match;
  /** The router repeats or mirrors it: it was counted when it came first (`contract/replay-mark.ts`). */
  readonly replay: boolean;
  /** What serves it. */
  readonly scope: Scope;
  /** Set once known. */
  clientAddress: string;
  identity: Identity | undefined;
  /** Of the authentication, where nothing else could be in its place. */
  refusal: Problem | undefined;
  budgets: readonly BudgetState[];
  /** Of the body, without parameters; `undefined` where there is none to read. */
  mediaType: string | undefined;
  /** The operation's parameters, once read; the framework's validator gives them their types. */
  input: Input;
}

/** Of an operation without parameters. */
export const NO_INPUT: Input = Object.freeze({
  path: Object.freeze({}),
  query: Object.freeze({}),
  headers: Object.freeze({}),
  cookies: Object.freeze({}),
});

export interface ExchangeOptions {
  readonly operations: readonly Operation[];
  readonly scopeOf: Scopes;
  /** Shared with the router. */
  readonly replayToken: string;
}

/** A function that opens the exchange of a request, given its target as it was sent. */
export function createExchanges({
  operations,
  scopeOf,
  replayToken,
}: ExchangeOptions): (request: IncomingMessage, target: string | undefined) => Exchange {
  const match = createMatcher(operations);
  return (request, target = '/') => {
    const method = request.method ?? 'GET';
    const originForm = toOriginForm(target);
    const path = pathOf(originForm);
    const scope = scopeOf(request.headers[CASE_HEADER]?.toString());
    const requestId = acceptRequestId(request.headers['x-request-id']) ?? scope.context.ids.next();
    const mark = request.headers[REPLAY_HEADER]?.toString();
    return {
      requestId,
      method,
      target: originForm,
      path,
      headers: request.headers,
      coding: chooseCoding(request.headers['accept-encoding']?.toString()),
      startedAtMs: performance.now(),
      match: match(method, path),
      replay: isReplay(replayToken, { method, target: originForm, requestId }, mark),
      scope,
      clientAddress: '',
      identity: undefined,
      refusal: undefined,
      budgets: [],
      mediaType: undefined,
      input: NO_INPUT,
    };
  };
}
