import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import { resolve } from '../../contract/references.ts';
import type { ParameterForm, ParameterPlace, ParameterStyle } from './parameters.ts';
import type { Schema, SchemaBook } from './schema.ts';

/** What a request to an operation is made of. */
export interface OperationInputs {
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  /** One for each media type. */
  readonly bodies: readonly BodyInput[];
}

export interface Parameter extends ParameterForm {
  readonly required: boolean;
  /** An empty text may be sent; only of a query parameter. */
  readonly allowEmptyValue: boolean;
  readonly schema: Schema;
}

export interface BodyInput {
  /** A type that can be sent: ranges stand for one of their types. */
  readonly mediaType: string;
  /** How a value becomes bytes. */
  readonly form: 'json' | 'text' | 'binary';
  readonly schema: Schema;
}

interface ParameterObject {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: ParameterPlace;
  readonly required?: boolean;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  readonly allowEmptyValue?: boolean;
  readonly schema?: unknown;
  readonly content?: Content;
}

type Content = Readonly<Record<string, { readonly schema?: unknown } | undefined>>;

interface OperationObject {
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly $ref?: string; readonly content?: Content };
}

/** Reads the parameters and bodies of an operation; what the operation says replaces what its path says. */
export function inputsOf(document: OpenApiDocument, book: SchemaBook, operation: Operation): OperationInputs {
  // `deriveOperations` has read these very places.
  const item = resolve(document, document.paths[operation.path]) as {
    readonly parameters?: readonly ParameterObject[];
  };
  const object = (item as Readonly<Record<string, unknown>>)[operation.method.toLowerCase()] as OperationObject;
  const parameters = new Map<string, Parameter>();
  for (const raw of [...(item.parameters ?? []), ...(object.parameters ?? [])]) {
    const parameter = readParameter(book, resolve(document, raw));
    if (parameter !== undefined) parameters.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const content = resolve(document, object.requestBody)?.content ?? {};
  return {
    operation,
    parameters: [...parameters.values()],
    bodies: Object.entries(content).map(([mediaType, media]) => readBody(book, mediaType, media?.schema)),
  };
}

/** Described by other parts of a contract; as parameters they mean nothing (OAS 3.0.3, "Parameter Object"). */
const NOT_PARAMETERS = /^(?:accept|content-type|authorization)$/i;
const STYLES: Readonly<Record<ParameterPlace, ParameterStyle>> = {
  path: 'simple',
  query: 'form',
  header: 'simple',
  cookie: 'form',
};

function readParameter(book: SchemaBook, raw: ParameterObject | undefined): Parameter | undefined {
  const { name, in: place, content } = raw ?? {};
  if (raw === undefined || name === undefined || place === undefined) return undefined;
  if (place === 'header' && NOT_PARAMETERS.test(name)) return undefined;
  const [media] = Object.entries(content ?? {});
  const style = media === undefined ? (raw.style ?? STYLES[place]) : isJson(media[0]) ? 'content' : STYLES[place];
  return {
    name,
    in: place,
    style,
    explode: raw.explode ?? style === 'form',
    allowReserved: raw.allowReserved === true,
    allowEmptyValue: raw.allowEmptyValue === true,
    required: place === 'path' || raw.required === true,
    // A document that is not JSON is a text: nothing is known of its form.
    schema:
      media === undefined || isJson(media[0])
        ? book.read(media?.[1]?.schema ?? raw.schema)
        : asText(book, media[1]?.schema),
  };
}

function isJson(mediaType: string): boolean {
  return /[/+]json\b/i.test(mediaType);
}

function asText(book: SchemaBook, raw: unknown): Schema {
  const schema = book.read(raw);
  return book.deref(schema).type === 'string' ? schema : { type: 'string' };
}

function readBody(book: SchemaBook, range: string, raw: unknown): BodyInput {
  const mediaType = SENDABLE[range] ?? range.replace(/\*$/, 'x-test');
  const schema = book.read(raw);
  if (isJson(mediaType)) return { mediaType, form: 'json', schema };
  const { type, format } = book.deref(schema);
  const isText = type === 'string' && format !== 'binary' && mediaType !== 'application/octet-stream';
  return { mediaType, form: isText ? 'text' : 'binary', schema: isText ? schema : {} };
}

const SENDABLE: Readonly<Record<string, string>> = {
  '*/*': 'application/octet-stream',
  'application/*': 'application/octet-stream',
  'text/*': 'text/plain',
  'image/*': 'image/png',
};
