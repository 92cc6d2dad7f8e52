/**
 * The refusals that come before a handler, in the contract's order:
 * match (404, 405), limit by address (429), authenticate (401), limit by user (429), media type (415). The size (413), the
 * parse (400) and the validation (400) follow in the frameworks.
 * Each is a pure decision that throws its problem; both adapters call them at the place their framework has for it.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Match } from '../../contract/match.ts';
import type { Operation } from '../../contract/operations.ts';
import { type Problem, ProblemError, problem } from '../../contract/problems.ts';
import { subscriberOf } from '../../contract/subscriber.ts';
import { authenticate } from '../../handlers/authenticate.ts';
import type { BudgetState, Budgets } from '../../services/limits/limiter.ts';
import { CONTENT_CODINGS } from './body.ts';
import type { Exchange } from './exchange.ts';

/** @throws {ProblemError} 404 or 405 */
export function requireOperation(match: Match, path: string): Operation {
  if (match.kind === 'operation') return match.operation;
  if (match.kind === 'not-found') throw new ProblemError(problem('not_found', `There is nothing at ${path}.`));
  const allow = match.allow.join(', ');
  throw new ProblemError(problem('method_not_allowed', `Allowed here: ${allow}.`, { headers: { allow } }));
}

/** The budgets of one kind that a request draws from, if its operation has any. */
export function chargeFor(operation: Operation, by: 'address' | 'user', exchange: Exchange): Charge | undefined {
  const budgets = budgetsOf(operation)[by];
  if (budgets === undefined) return undefined;
  const caller = by === 'address' ? subscriberOf(exchange.clientAddress) : exchange.identity?.user.id;
  if (caller === undefined) return undefined;
  return {
    spend() {
      const { limiter } = exchange.scope;
      const verdict = exchange.replay ? limiter.look(budgets, caller) : limiter.take(budgets, caller);
      exchange.budgets = exchange.budgets.length === 0 ? verdict.budgets : [...exchange.budgets, ...verdict.budgets];
      return verdict.allowed;
    },
  };
}

type BudgetsOf = Readonly<Record<'address' | 'user', Budgets | undefined>>;

const budgetsByOperation = new WeakMap<Operation, BudgetsOf>();

/** What requests of an operation draw from, worked out once. */
function budgetsOf(operation: Operation): BudgetsOf {
  let known = budgetsByOperation.get(operation);
  if (known === undefined) {
    const of = (by: 'address' | 'user') => {
      const limits = operation.limits.filter((limit) => limit.by === by);
      return limits.length === 0 ? undefined : { scope: `${operation.id} ${by}`, limits };
    };
    known = { address: of('address'), user: of('user') };
    budgetsByOperation.set(operation, known);
  }
  return known;
}

export interface Charge {
  /** Draws from the budgets (a replay only looks at them), notes in the exchange what is left, and tells whether the request may pass. */
  spend(): boolean;
}

/** The 429 of an exchange whose budget is spent. */
export function tooManyRequests(budgets: readonly BudgetState[]): ProblemError {
  const spent = budgets.filter((budget) => budget.exhausted);
  const last = spent.reduce((a, b) => (b.resetSeconds > a.resetSeconds ? b : a), spent[0] ?? budgets[0] ?? never());
  const { limit, resetSeconds } = last;
  return new ProblemError(
    problem(
      'rate_limited',
      `At most ${limit.limit} requests in ${limit.windowSeconds} seconds; try again in ${resetSeconds} seconds.`,
      { headers: { 'retry-after': String(resetSeconds) } },
    ),
  );
}

function never(): never {
  throw new Error('a refusal by limit without a budget');
}

/**
 * Authenticates by the bearer token (RFC 6750, 2.1) and notes the identity in the exchange.
 * @throws {ProblemError} 401
 */
export async function requireBearer(headers: IncomingHttpHeaders, exchange: Exchange): Promise<void> {
  const refusal = await refuseBearer(headers, exchange);
  if (refusal !== undefined) throw new ProblemError(refusal);
}

/** The same for whoever does not want it thrown; without a token the answer is there at once. */
export function refuseBearer(
  headers: IncomingHttpHeaders,
  exchange: Exchange,
): Problem | undefined | Promise<Problem | undefined> {
  const token = /^bearer +([\w.~+/-]+=*) *$/i.exec(headers.authorization ?? '')?.[1];
  return token === undefined ? TOKEN_MISSING : refuseToken(token, exchange);
}

async function refuseToken(token: string, exchange: Exchange): Promise<Problem | undefined> {
  const result = await authenticate(token, exchange.scope.context);
  if ('code' in result) return result;
  exchange.identity = result;
  return undefined;
}

/** The 401 of a secured operation that was asked for without a bearer token. */
export const TOKEN_MISSING = problem(
  'token_missing',
  'This operation needs the header "Authorization: Bearer <token>".',
  {
    headers: { 'www-authenticate': 'Bearer' },
  },
);

/**
 * Leaves in the header fields only what the frameworks are to know of the body: its media type without parameters, or none. One
 * validator compiles anew for each spelling of the field and keeps every one; the other server would read a body that the
 * operation does not have.
 * @throws {ProblemError} 415
 */
export function settleMediaType(operation: Operation, exchange: Exchange): void {
  exchange.mediaType = requireMediaType(operation, exchange.headers);
  if (exchange.mediaType === undefined) delete exchange.headers['content-type'];
  else exchange.headers['content-type'] = exchange.mediaType;
}

/**
 * The media type of the request's body, without parameters, or `undefined` where the operation reads none or none was sent.
 * @throws {ProblemError} 415 where the type, its charset or the content coding is not one that is read here
 */
function requireMediaType(operation: Operation, headers: IncomingHttpHeaders): string | undefined {
  if (operation.mediaTypes.length === 0) return undefined;
  const field = headers['content-type'];
  if (!operation.bodyRequired && !announcesBody(headers)) return undefined;
  const coding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (field !== undefined && coding === 'identity' && operation.mediaTypes.includes(field)) return field;
  const [type = '', ...parameters] = (field ?? '').split(';').map((part) => part.trim());
  const wanted = operation.mediaTypes.find((mediaType) => mediaType === type.toLowerCase());
  if (wanted === undefined || !parameters.every(isReadable)) {
    const accepted = operation.mediaTypes.join(', ');
    throw new ProblemError(
      problem('unsupported_media_type', `The body must be sent as: ${accepted}.`, { headers: { accept: accepted } }),
    );
  }
  if (!CONTENT_CODINGS.includes(coding)) {
    const accepted = CONTENT_CODINGS.join(', ');
    throw new ProblemError(
      problem('unsupported_content_encoding', `The body may be encoded as: ${accepted}.`, {
        headers: { 'accept-encoding': accepted },
      }),
    );
  }
  return wanted;
}

/** RFC 9112, 6.3: a request has a body if it says how long it is. */
function announcesBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** JSON is UTF-8 (RFC 8259, 8.1); other parameters mean nothing to it. */
function isReadable(parameter: string): boolean {
  const match = /^([!#$%&'*+.^_`|~\w-]+)=("[^"]*"|[!#$%&'*+.^_`|~\w-]+)$/.exec(parameter);
  if (match === null) return false;
  const [, name = '', value = ''] = match;
  return name.toLowerCase() !== 'charset' || /^"?utf-8"?$/i.test(value);
}
