import type { Contract } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import type { DefaultHandler, DefaultPairOptions } from './options.ts';

/** The handler of an operation: the one that was given, or one that answers its first success as the contract's example has it. */
export function handlerOf(contract: Contract, operation: Operation, { handlers }: DefaultPairOptions): DefaultHandler {
  const example = exampleAnswer(contract, operation);
  return handlers?.[operation.id] ?? (() => example);
}

function exampleAnswer({ document }: Contract, { path, method }: Operation): { status: number; body: unknown } {
  // `deriveOperations` has read these very places, and the linter has seen that each body has an example.
  const described = document.paths[path]?.[method.toLowerCase()] as Described | undefined;
  const [status = '200', response] = Object.entries(described?.responses ?? {})[0] ?? [];
  return { status: Number(status), body: response?.content?.['application/json']?.example };
}

interface Described {
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface ResponseObject {
  readonly content?: Readonly<Record<string, { readonly example?: unknown }>>;
}
