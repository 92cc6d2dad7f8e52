import type { Contract } from '../../contract/document.ts';
import type { OpenApiDocument, Operation } from '../../contract/operations.ts';

export interface Selection {
  /** The contract with the chosen operations only. */
  readonly contract: Contract;
  /** operationIds that are not sent because they change something. */
  readonly unsafe: readonly string[];
  /** operationIds that `--include` and `--exclude` leave out. */
  readonly excluded: readonly string[];
}

export interface SelectOptions {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly unsafe: boolean;
}

/** The contract as the servers have it: below a base path, or as it is. */
export function withBasePath(contract: Contract, basePath: string): Contract {
  if (basePath === '') return contract;
  const below = (path: string) => (path.startsWith('/') ? basePath + path : path);
  const paths = Object.fromEntries(Object.entries(contract.document.paths).map(([path, item]) => [below(path), item]));
  return {
    ...contract,
    document: { ...contract.document, paths },
    operations: contract.operations.map((operation) => ({ ...operation, path: below(operation.path) })),
  };
}

/** @returns the mistakes in the options, one line each, where there are any */
export function select(contract: Contract, options: SelectOptions): Selection | readonly string[] {
  const mistakes = unknownNames(contract.operations, options);
  if (mistakes.length > 0) return mistakes;
  const { include, exclude } = options;
  const wanted = contract.operations.filter(
    ({ id }) => (include.length === 0 || include.includes(id)) && !exclude.includes(id),
  );
  const chosen = wanted.filter(({ safe }) => safe || options.unsafe);
  if (chosen.length === 0)
    return [
      wanted.length === 0
        ? '--include and --exclude leave no operation'
        : 'each chosen operation changes something; --unsafe sends such too',
    ];
  return {
    contract: {
      ...contract,
      document: restrict(contract.document, chosen),
      operations: chosen,
    },
    unsafe: wanted.filter((operation) => !chosen.includes(operation)).map(({ id }) => id),
    excluded: contract.operations.filter((operation) => !wanted.includes(operation)).map(({ id }) => id),
  };
}

function unknownNames(operations: readonly Operation[], { include, exclude }: SelectOptions): string[] {
  const known = operations.map(({ id }) => id);
  return Object.entries({ include, exclude }).flatMap(([option, names]) =>
    names
      .filter((name) => !known.includes(name))
      .map((name) => `--${option} is "${name}", which the contract does not have; it has ${known.join(', ')}`),
  );
}

/** The document without the other operations: a suite that reads it shall not find what must not be sent. */
function restrict(document: OpenApiDocument, chosen: readonly Operation[]): OpenApiDocument {
  const paths: Record<string, OpenApiDocument['paths'][string]> = {};
  const every = new Set(['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace']);
  for (const [path, item] of Object.entries(document.paths)) {
    const methods = new Set(chosen.filter((one) => one.path === path).map(({ method }) => method.toLowerCase()));
    if (methods.size === 0) continue;
    paths[path] = Object.fromEntries(
      Object.entries(item).filter(([member]) => !every.has(member) || methods.has(member)),
    );
  }
  return { ...document, paths };
}
