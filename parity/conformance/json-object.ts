/** Reading parsed JSON of which nothing is known. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** What a value stands for: what it refers to, or itself. */
export function follow(root: JsonObject, value: Json | undefined): Json | undefined {
  return isObject(value) && typeof value.$ref === 'string' ? resolve(root, value.$ref) : value;
}

/** Follows a local reference (RFC 6901). */
export function resolve(root: JsonObject, ref: string): Json {
  const names = ref.replace(/^#\//, '').split('/');
  const target = member(root, ...names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')));
  if (target === undefined) throw new Error(`${ref} points to nothing`);
  return target;
}

export function member(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>((at, name) => (isObject(at) ? at[name] : undefined), value);
}

export function mapValues(value: JsonObject, change: (entry: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, change(entry)]));
}

export function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
