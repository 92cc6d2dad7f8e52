import { type FieldLine, valuesOf } from './answer.ts';
import { exactly, record, text } from './proof-form.ts';

/** Where a foreign server is asked what it is: a field, or a text or number in a JSON body, of the answer to GET. */
export type IdentityPlace =
  | { readonly path: string; readonly header: string }
  /** RFC 6901. */
  | { readonly path: string; readonly pointer: string };

/** What stands there; `undefined` where nothing does that could tell one build from another. */
export function identityAt(
  place: IdentityPlace,
  answer: { readonly headers: readonly FieldLine[]; readonly body: Buffer },
): string | undefined {
  const found = 'header' in place ? headerOf(answer.headers, place.header) : memberOf(answer.body, place.pointer);
  return found !== undefined && /^[^\p{Cc}]{1,500}$/u.test(found) ? found : undefined;
}

/** @throws {ProofFormError} */
export function readPlace(value: unknown, at: string): IdentityPlace {
  const inBody = 'pointer' in record(value, at);
  const members = exactly(value, at, inBody ? ['path', 'pointer'] : ['path', 'header']);
  const path = text(members.path, `${at}.path`, /^\/[!-"$-~]{0,1000}$/, 'a path of visible characters');
  if (!inBody) {
    const allowed = 'the name of a header';
    return { path, header: text(members.header, `${at}.header`, /^[\w!#$%&'*+.^`|~-]{1,100}$/, allowed) };
  }
  const allowed = 'a JSON pointer';
  return { path, pointer: text(members.pointer, `${at}.pointer`, /^(?:\/[^\p{Cc}]*)?$/u, allowed) };
}

export function describePlace(place: IdentityPlace): string {
  return 'header' in place ? `header ${place.header} of ${place.path}` : `${place.pointer} of ${place.path}`;
}

function headerOf(headers: readonly FieldLine[], name: string): string | undefined {
  const values = valuesOf(headers, name.toLowerCase());
  return values.length === 0 ? undefined : values.join(', ');
}

function memberOf(body: Buffer, pointer: string): string | undefined {
  try {
    let value: unknown = JSON.parse(body.toString('utf8'));
    for (const segment of pointer.split('/').slice(1)) {
      const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      // An object, or a list by its index.
      value = (value as Readonly<Record<string, unknown>>)[key];
    }
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  } catch {
    return undefined;
  }
}
