/** The parameters of an operation (OAS 3.0.3, "Parameter Object"). */
import { resolve } from './references.ts';

export type ParameterStyle = 'simple' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'matrix' | 'label';

/** One parameter, with what its form defaults to. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** Where it is a document of a media type (`content`); then style and explode mean nothing. */
  readonly mediaType?: string;
  /** As the contract has it: it may be a reference. */
  readonly schema: object;
}

/** A parameter as an OpenAPI 3.0 document writes it. */
export interface ParameterObject {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly style?: string;
  readonly explode?: boolean;
  readonly schema?: object;
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

/** Header fields that other parts of the contract describe; as parameters they are ignored (OAS 3.0.3, "Parameter Object"). */
const IGNORED_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);
const PLACES: readonly unknown[] = ['path', 'query', 'header', 'cookie'];

/**
 * The parameters of a path item and of its operation, which overrides those of the same name and place ("Path Item Object").
 * @throws {Error} naming the operation, where a parameter has no name or no known place
 */
export function deriveParameters(
  document: object,
  id: string,
  shared: readonly ParameterObject[],
  own: readonly ParameterObject[],
): Parameter[] {
  const byKey = new Map<string, Parameter>();
  for (const entry of [...shared, ...own]) {
    const parameter = deriveParameter(id, resolve(document, entry) ?? {});
    const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
    if (parameter.in === 'header' && IGNORED_HEADERS.has(name)) continue;
    byKey.set(`${parameter.in} ${name}`, parameter);
  }
  return [...byKey.values()];
}

function deriveParameter(id: string, object: ParameterObject): Parameter {
  const { name, in: place } = object;
  if (typeof name !== 'string' || name === '') throw new Error(`${id}: a parameter has no name`);
  if (!isPlace(place)) throw new Error(`${id}: the parameter ${name} is in none of ${PLACES.join(', ')}`);
  const [media] = Object.entries(object.content ?? {});
  // The linter and `unsupported` refuse other styles by name.
  const style = (object.style ?? (place === 'path' || place === 'header' ? 'simple' : 'form')) as ParameterStyle;
  return {
    name,
    in: place,
    required: place === 'path' || object.required === true,
    style,
    explode: object.explode ?? style === 'form',
    ...(media === undefined ? {} : { mediaType: media[0] }),
    schema: (media === undefined ? object.schema : media[1].schema) ?? {},
  };
}

function isPlace(value: unknown): value is Parameter['in'] {
  return PLACES.includes(value);
}
