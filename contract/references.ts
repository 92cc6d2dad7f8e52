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
