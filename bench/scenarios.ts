import type { OpenApiDocument, Operation } from '../contract/operations.ts';
import { BenchmarkError } from './benchmark-error.ts';
import { BODIES, type Body, exampleOf, spoiled } from './request-bodies.ts';

/** A person who exists on all servers, signed in. */
export interface Account {
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** One operation's request, and what its answer must be. */
export interface Scenario {
  /** `verify`, `verify 400`, `getProfile 401` */
  readonly name: string;
  readonly operation: string;
  readonly outcome: 'success' | 'refusal';
  readonly method: Operation['method'];
  readonly path: string;
  /** Sent in turn: one for each account, or one where who asks makes no difference. At least one. */
  readonly requests: readonly ScenarioRequest[];
  readonly status: number;
  /** Media types that the answer may have; empty where it has no body. */
  readonly mediaTypes: readonly string[];
  /** Members of the answer that differ from request to request: their types are compared, not their values. */
  readonly varying: ReadonlySet<string>;
  /** What the time goes to where it is not the framework: such a scenario is measured with few connections and shown apart. */
  readonly boundBy: string | undefined;
}

export interface ScenarioRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface Ingredients {
  readonly document: OpenApiDocument;
  /** The first has a part in every scenario. */
  readonly accounts: readonly Account[];
  /** An email address that nobody has yet. */
  readonly freshEmail: () => string;
}

const BOUND_BY: Readonly<Record<string, string>> = {
  register: 'password hashing',
  login: 'password hashing',
  generate: 'the AI engine',
};

/** Ids, times and tokens are made anew for each request. */
const VARYING = ['id', 'userId', 'createdAt', 'updatedAt', 'token', 'iat', 'exp', 'requestId'];

/**
 * All scenarios of an operation: its success, from the contract's own example of its request, and its common refusals.
 * @throws {BenchmarkError} naming the operation for which the contract says too little
 */
export function scenariosOf(operation: Operation, ingredients: Ingredients): Scenario[] {
  const scenarios = [toScenario(operation, ingredients)];
  const { bodyRequired, security, responses } = operation;
  if (bodyRequired && responses[400] !== undefined) scenarios.push(badBody(operation, ingredients));
  if (security.length > 0 && responses[401] !== undefined) scenarios.push(withoutToken(operation, ingredients));
  return scenarios;
}

/**
 * The success scenario of an operation. Whoever asks carries a token, also where the operation needs none, as signed-in clients do: the
 * router spreads users by it.
 */
export function toScenario(operation: Operation, ingredients: Ingredients): Scenario {
  const { id } = operation;
  const status = successOf(operation);
  if (operation.security.length > 0) accountsFor(id, ingredients);
  const makeBody = BODIES[id];
  const bodyFor = (account: Account | undefined): Body => {
    if (!operation.bodyRequired) return { kind: 'none' };
    const example = exampleOf(operation, ingredients.document);
    if (makeBody === undefined) return { kind: 'same', text: JSON.stringify(example) };
    return makeBody(example, { account: () => account ?? missingAccount(id), freshEmail: ingredients.freshEmail });
  };
  const requestOf = (account: Account | undefined): ScenarioRequest => {
    const body = bodyFor(account);
    return { headers: headersOf(operation, body, account), body };
  };
  const { accounts } = ingredients;
  return {
    ...common(operation),
    name: id,
    outcome: 'success',
    requests: accounts.length > 0 ? accounts.map(requestOf) : [requestOf(undefined)],
    status,
    mediaTypes: operation.responses[status] ?? [],
    varying: new Set(id === 'register' ? [...VARYING, 'email'] : VARYING),
    boundBy: BOUND_BY[id],
  };
}

/** The example with one member of another type, sent by somebody who may send it. */
function badBody(operation: Operation, ingredients: Ingredients): Scenario {
  const example = exampleOf(operation, ingredients.document);
  const body: Body = { kind: 'same', text: JSON.stringify(spoiled(operation.id, example)) };
  const account = operation.security.length > 0 ? accountsFor(operation.id, ingredients)[0] : ingredients.accounts[0];
  return refusal(operation, 400, { headers: headersOf(operation, body, account), body });
}

/** The request that would succeed, without its token. */
function withoutToken(operation: Operation, ingredients: Ingredients): Scenario {
  const body: Body = operation.bodyRequired
    ? { kind: 'same', text: JSON.stringify(exampleOf(operation, ingredients.document)) }
    : { kind: 'none' };
  return refusal(operation, 401, { headers: headersOf(operation, body, undefined), body });
}

function refusal(operation: Operation, status: number, request: ScenarioRequest): Scenario {
  return {
    ...common(operation),
    name: `${operation.id} ${status}`,
    outcome: 'refusal',
    requests: [request],
    status,
    mediaTypes: operation.responses[status] ?? [],
    varying: new Set(VARYING),
    // What hashes or reads comes after every refusal.
    boundBy: undefined,
  };
}

function common({ id, method, path }: Operation) {
  if (path.includes('{')) throw new BenchmarkError(`${id}: no scenario yet for the parameters of ${path}`);
  return { operation: id, method, path };
}

function headersOf(operation: Operation, body: Body, account: Account | undefined): Readonly<Record<string, string>> {
  return {
    accept: 'application/json',
    ...(account !== undefined && { authorization: `Bearer ${account.token}` }),
    ...(body.kind !== 'none' && { 'content-type': operation.mediaTypes[0] ?? 'application/json' }),
  };
}

function successOf({ id, responses }: Operation): number {
  const [status] = Object.keys(responses)
    .filter((key) => /^2\d\d$/.test(key))
    .sort();
  if (status === undefined) throw new BenchmarkError(`${id}: the contract documents no success status`);
  return Number(status);
}

function accountsFor(id: string, { accounts }: Ingredients): readonly Account[] {
  return accounts.length > 0 ? accounts : missingAccount(id);
}

function missingAccount(id: string): never {
  throw new BenchmarkError(`${id} needs a signed-in user, and the contract has no operation "register" to make one`);
}
