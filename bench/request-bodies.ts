import type { OpenApiDocument, Operation } from '../contract/operations.ts';
import { BenchmarkError } from './benchmark-error.ts';
import type { Account } from './scenarios.ts';

export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'same'; readonly text: string }
  /** A text of its own for every request. */
  | { readonly kind: 'fresh'; readonly next: () => string };

type Example = Readonly<Record<string, unknown>>;

interface Sender {
  readonly account: () => Account;
  readonly freshEmail: () => string;
}

/** Operations for which the contract's example alone does not succeed. */
export const BODIES: Readonly<Record<string, (example: Example, sender: Sender) => Body>> = {
  register: (example, { freshEmail }) => ({
    kind: 'fresh',
    next: () => JSON.stringify({ ...example, email: freshEmail() }),
  }),
  login: (example, { account }) => {
    const { email, password } = account();
    return same({ ...example, email, password });
  },
  verify: (example, { account }) => same({ ...example, token: account().token }),
};

/** The example of an operation's request body, as the contract has it. */
export function exampleOf({ id, path, method, mediaTypes }: Operation, document: OpenApiDocument): Example {
  const object = document.paths[path]?.[method.toLowerCase()] as
    | { readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly example?: Example }>> } }
    | undefined;
  const example = object?.requestBody?.content?.[mediaTypes[0] ?? '']?.example;
  if (example === undefined) throw new BenchmarkError(`${id}: the contract has no example of its request body`);
  return example;
}

/** The example with its first member of another type: a text where there was none, a number where there was a text. */
export function spoiled(id: string, example: Example): Example {
  const [name] = Object.keys(example);
  if (name === undefined) throw new BenchmarkError(`${id}: the contract's example has no member that could be wrong`);
  return { ...example, [name]: typeof example[name] === 'string' ? 0 : 'text' };
}

/** What a request sends of a body. */
export function textOf(body: Body): string | undefined {
  if (body.kind === 'none') return undefined;
  return body.kind === 'same' ? body.text : body.next();
}

function same(value: unknown): Body {
  return { kind: 'same', text: JSON.stringify(value) };
}
