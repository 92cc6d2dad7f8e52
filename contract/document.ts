import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { deriveOperations, type OpenApiDocument, type Operation } from './operations.ts';
import { danglingReferences, type Reference } from './references.ts';

export interface Contract {
  readonly document: OpenApiDocument;
  readonly operations: readonly Operation[];
  /** `sha256:<hex>` over the file's bytes. */
  readonly digest: string;
}

/** A contract that cannot be used; its message is one line for a person. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** Where this project's own contract lies. */
export const OWN_CONTRACT = new URL('../openapi.yaml', import.meta.url);

/**
 * Reads an OpenAPI 3.0 contract (YAML or JSON).
 * @throws {ContractError} when the file cannot be read, does not parse, or is not such a document.
 */
export function loadContract(path: string | URL): Contract {
  const name = path instanceof URL ? path.pathname : path;
  const bytes = attempt(`cannot read the contract ${name}`, () => readFileSync(path));
  const document = attempt(`the contract ${name} does not parse`, () => parse(bytes.toString('utf8')) as unknown);
  if (!isOpenApi30(document)) {
    const { openapi } = isObject(document) ? (document as { readonly openapi?: unknown }) : {};
    if (typeof openapi === 'string' && !openapi.startsWith('3.0.'))
      throw new ContractError(`the contract ${name} is of OpenAPI ${openapi.slice(0, 20)}; 3.0 is supported`);
    throw new ContractError(`the contract ${name} is not an OpenAPI 3.0 document with info and paths`);
  }
  const dangling = danglingReferences(document);
  if (dangling.length > 0) throw new ContractError(`the contract ${name} cannot be used: ${inWords(dangling)}`);
  const operations = attempt(`the contract ${name} cannot be used`, () => deriveOperations(document));
  return { document, operations, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

const MOST_REFERENCES = 5;

function inWords(dangling: readonly Reference[]): string {
  const more = dangling.length - MOST_REFERENCES;
  const named = dangling.slice(0, MOST_REFERENCES).map(({ at, to }) => `${at} refers to ${to}, which is not there`);
  return named.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function isOpenApi30(value: unknown): value is OpenApiDocument {
  if (typeof value !== 'object' || value === null) return false;
  const { openapi, info, paths } = value as Partial<OpenApiDocument>;
  return (
    typeof openapi === 'string' &&
    openapi.startsWith('3.0.') &&
    isObject(info) &&
    isObject(paths) &&
    // Beside the paths stand extensions (`x-`), which may be anything.
    Object.entries(paths).every(([path, item]) => path.startsWith('x-') || isObject(item))
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function attempt<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new ContractError(`${what}: ${firstLine(cause)}`, { cause });
  }
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const line = message.split('\n', 1)[0] ?? message;
  return cause instanceof YAMLParseError ? line.replace(/:$/, '') : line;
}
