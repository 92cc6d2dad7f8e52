/** Local references within a contract (OAS 3.0.3, "Reference Object"; RFC 6901). */

/** References that may follow one another; more of them are a circle. */
const MAX_REFERENCES = 16;

/** Follows local references (`#/a/b`, RFC 6901) up to what they stand for. */
export function resolve<T extends { readonly $ref?: string }>(document: object, value: T | undefined): T | undefined {
  let resolved = value;
  for (let followed = 0; typeof resolved?.$ref === 'string'; followed += 1) {
    if (followed === MAX_REFERENCES) throw new Error(`${resolved.$ref} refers to itself`);
    resolved = lookUp(document, resolved.$ref) as T;
  }
  return resolved;
}

/** A reference, and the JSON pointer of the object that has it. */
export interface Reference {
  readonly at: string;
  readonly to: string;
}

/** Values of the API's, not of the contract: in them `$ref` is a member like any other. */
const EXAMPLES: ReadonlySet<string> = new Set(['example', 'default', 'enum', 'value']);

/** The local references of a document that point to nothing. */
export function danglingReferences(document: object): Reference[] {
  const found: Reference[] = [];
  // Aliases of YAML make one object stand in several places, also in itself.
  const seen = new Set<object>();
  const walk = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const { $ref } = value as { readonly $ref?: unknown };
    if (typeof $ref === 'string' && $ref.startsWith('#/') && !isThere(document, $ref)) found.push({ at, to: $ref });
    for (const [name, member] of Object.entries(value)) {
      if (name.startsWith('x-') || (EXAMPLES.has(name) && !at.endsWith('/properties'))) continue;
      walk(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  };
  walk(document, '');
  return found;
}

function isThere(document: object, reference: string): boolean {
  try {
    lookUp(document, reference);
    return true;
  } catch {
    return false;
  }
}

/**
 * What a local reference points to.
 * @throws {Error} when it points to nothing
 */
export function lookUp(document: object, reference: string): unknown {
  let target: unknown = document;
  for (const token of reference.replace(/^#\//, '').split('/')) {
    target = (target as Record<string, unknown> | undefined)?.[token.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  if (target === undefined || target === null) throw new Error(`${reference} points to nothing`);
  return target;
}
