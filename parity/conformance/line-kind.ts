import { isList, isObject, type Json } from './json-object.ts';

/** A pointer's segment that is kept is no longer than this. */
const MAX_SEGMENT = 80;

/**
 * What a judge's line is about, without the values: the rule and the place. Two answers that break the same thing have the same kind,
 * whichever list entry or map key it is in.
 *
 * @param document the contract: a segment of a pointer that names none of its properties is an index or a key
 */
export function createLineKind(document: object): (line: string) => string {
  // The document came from JSON or YAML.
  const names = propertyNames(document as Json);
  return (line) => {
    const words = line.replace(/"(?:[^"\\]|\\.)*"/g, '"…"');
    const [, pointer] = /^body (\/\S*)/.exec(words) ?? [];
    if (pointer === undefined) return withoutNumbers(words);
    const rest = words.slice('body '.length + pointer.length);
    const segments = pointer.split('/');
    const isUnknown = rest.startsWith(' is not documented');
    const place = segments.map((segment, index) => {
      const isKept = index === 0 || names.has(segment) || (isUnknown && index === segments.length - 1);
      return isKept ? segment.slice(0, MAX_SEGMENT) : '*';
    });
    return `body ${place.join('/')}${withoutNumbers(rest)}`;
  };
}

function withoutNumbers(words: string): string {
  return words.replace(/(status )?\d+/g, (number: string, status: string | undefined) =>
    status === undefined ? '#' : number,
  );
}

function propertyNames(root: Json): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: Json | undefined): void => {
    if (isList(value)) for (const entry of value) visit(entry);
    if (!isObject(value)) return;
    const { properties } = value;
    if (isObject(properties)) for (const name of Object.keys(properties)) names.add(toSegment(name));
    for (const member of Object.values(value)) visit(member);
  };
  visit(root);
  return names;
}

/** RFC 6901, 3. */
function toSegment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
