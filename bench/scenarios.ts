import type { OpenApiDocument, Operation } from '../contract/operations.ts';
import { BenchmarkError } from './benchmark-error.ts';

/** A person who exists on both servers, signed in. */
export interface Account {
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'same'; readonly text: string }
  /** A text of its own for every request. */
  | { readonly kind: 'fresh'; readonly next: () => string };

/** One operation's successful request, and what its answer must be. */
export interface Scenario {
  readonly operation: string;
  readonly method: Operation['method'];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly status: number;
  /** Media types that the answer may have; empty where it has no body. */
  readonly mediaTypes: readonly string[];
  /** Members of the answer that differ from request to request: their types are compared, not their values. */
  readonly varying: ReadonlySet<string>;
  /** What the time goes to where it is not the framework: such a scenario is measured with few connections and shown apart. */
  readonly boundBy: string | undefined;
}

export interface Ingredients {
  readonly document: OpenApiDocument;
  readonly account: Account | undefined;
  /** An email address that nobody has yet. */
  readonly freshEmail: () => string;
}

const BOUND_BY: Readonly<Record<string, string>> = {
  register: 'password hashing',
  login: 'password hashing',
  generate: 'the AI engine',
};

/** Ids, times and tokens are made anew for each request. */
const VARYING = ['id', 'userId', 'createdAt', 'updatedAt', 'token', 'iat', 'exp'];

type Example = Readonly<Record<string, unknown>>;

/** Operations for which the contract's example alone does not succeed. */
const BODIES: Readonly<Record<string, (example: Example, ingredients: Ingredients) => Body>> = {
  register: (example, { freshEmail }) => ({
    kind: 'fresh',
    next: () => JSON.stringify({ ...example, email: freshEmail() }),
  }),
  login: (example, ingredients) => {
    const { email, password } = accountFor('login', ingredients);
    return same({ ...example, email, password });
  },
  verify: (example, ingredients) => same({ ...example, token: accountFor('verify', ingredients).token }),
};

/**
 * The success scenario of an operation, from the contract's own example of its request.
 * @throws {BenchmarkError} naming the operation for which the contract says too little
 */
export function toScenario(operation: Operation, ingredients: Ingredients): Scenario {
  const { id, method, path } = operation;
  if (path.includes('{')) throw new BenchmarkError(`${id}: no scenario yet for the parameters of ${path}`);
  const body = bodyOf(operation, ingredients);
  const status = successOf(operation);
  return {
    operation: id,
    method,
    path,
    headers: {
      ...(operation.security.length > 0 && { authorization: `Bearer ${accountFor(id, ingredients).token}` }),
      ...(body.kind !== 'none' && { 'content-type': operation.mediaTypes[0] ?? 'application/json' }),
    },
    body,
    status,
    mediaTypes: operation.responses[status] ?? [],
    varying: new Set(id === 'register' ? [...VARYING, 'email'] : VARYING),
    boundBy: BOUND_BY[id],
  };
}

function bodyOf(operation: Operation, ingredients: Ingredients): Body {
  if (!operation.bodyRequired) return { kind: 'none' };
  const example = exampleOf(operation, ingredients.document);
  return BODIES[operation.id]?.(example, ingredients) ?? same(example);
}

/** The example of an operation's request body, as the contract has it. */
export function exampleOf({ id, path, method, mediaTypes }: Operation, document: OpenApiDocument): Example {
  const object = document.paths[path]?.[method.toLowerCase()] as
    | { readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly example?: Example }>> } }
    | undefined;
  const example = object?.requestBody?.content?.[mediaTypes[0] ?? '']?.example;
  if (example === undefined) throw new BenchmarkError(`${id}: the contract has no example of its request body`);
  return example;
}

function successOf({ id, responses }: Operation): number {
  const [status] = Object.keys(responses)
    .filter((key) => /^2\d\d$/.test(key))
    .sort();
  if (status === undefined) throw new BenchmarkError(`${id}: the contract documents no success status`);
  return Number(status);
}

function accountFor(id: string, { account }: Ingredients): Account {
  if (account !== undefined) return account;
  throw new BenchmarkError(`${id} needs a signed-in user, and the contract has no operation "register" to make one`);
}

function same(value: unknown): Body {
  return { kind: 'same', text: JSON.stringify(value) };
}
