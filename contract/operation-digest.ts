import { createHash } from 'node:crypto';
import type { OpenApiDocument, Operation } from './operations.ts';
import { lookUp } from './references.ts';

/**
 * `sha256:<hex>` over everything in the contract that says what an operation is: the operation itself, the parameters of its path,
 * the security that holds where it names none, and every component that these refer to, directly or through others. Two contracts
 * that give an operation the same digest describe it alike.
 */
export function digestOperation(
  document: OpenApiDocument,
  { path, method }: Pick<Operation, 'path' | 'method'>,
): string {
  const item = document.paths[path];
  const own = { operation: item?.[method.toLowerCase()], parameters: item?.parameters, security: document.security };
  const components = new Map<string, unknown>();
  collect(own, document, components);
  const referred = [...components].sort(([a], [b]) => (a < b ? -1 : 1));
  return `sha256:${createHash('sha256')
    .update(JSON.stringify([method, path, own, referred]))
    .digest('hex')}`;
}

/** Adds what `value` refers to, by reference; each once, so that recursive schemas end. */
function collect(value: unknown, document: OpenApiDocument, components: Map<string, unknown>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key !== '$ref' || typeof member !== 'string') {
      collect(member, document, components);
    } else if (!components.has(member)) {
      const target = lookUp(document, member);
      components.set(member, target);
      collect(target, document, components);
    }
  }
}
