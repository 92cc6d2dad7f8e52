import type { OpenApiDocument, Operation } from '../../../contract/operations.ts';
import { resolve } from '../../../contract/references.ts';
import { essenceOf, isJson } from '../../../parity/conformance/media-type.ts';
import { exampleOf, operationObject, parametersOf } from '../../../parity/conformance/operation-object.ts';
import { inputsOf, type Parameter } from '../../generated/inputs.ts';
import { serializeParameter } from '../../generated/parameters.ts';
import { isSendable } from '../../generated/request-values.ts';
import { createSchemaBook } from '../../generated/schema.ts';
import type { Person } from '../../suites/subjects.ts';
import type { CaseRequest } from '../conformance-case.ts';
import { type AcceptedCredentials, credentialsOf } from './credentials.ts';
import { encodeBody, FORM, type ParameterValue, queryOf, toField } from './encode.ts';
import { NoRequestError, valuesOf } from './values.ts';

/** A request that an operation must take, in the parts of which cases replace one at a time. */
export interface Template {
  readonly operation: Operation;
  readonly path: string;
  readonly query: readonly ParameterValue[];
  /** One of the query's parameters is an exploded object that may have members of any name. */
  readonly takesAnyKey: boolean;
  /** Parameters in header fields and cookies. */
  readonly fields: readonly ParameterValue[];
  readonly credentials: AcceptedCredentials;
  readonly body: TemplateBody | undefined;
}

export interface TemplateBody {
  readonly mediaType: string;
  /** The contract's example first, where there is one; all of them are accepted by the schema. */
  readonly values: readonly unknown[];
  readonly accepts: (value: unknown) => boolean;
}

export interface TemplateOptions {
  readonly document: OpenApiDocument;
  readonly person: Person;
  readonly seed: number;
}

/** @throws {NoRequestError} naming what the contract would have to say by an example */
export function templateOf(operation: Operation, options: TemplateOptions): Template {
  const { document, person } = options;
  const book = createSchemaBook(document);
  const { parameters } = inputsOf(document, book, operation);
  const valued = (place: Parameter['in']): ParameterValue[] =>
    parameters
      .filter((parameter) => parameter.in === place && parameter.required)
      .map((parameter) => ({ parameter, value: parameterValue(operation, parameter, options) }));
  const path = valued('path').reduce(
    (text, { parameter, value }) => text.replaceAll(`{${parameter.name}}`, () => serializeParameter(parameter, value)),
    operation.path,
  );
  return {
    operation,
    path,
    query: valued('query'),
    takesAnyKey: parameters.some((parameter) => {
      const { type, additionalProperties } = book.deref(parameter.schema);
      const isSpread = parameter.in === 'query' && parameter.style === 'form' && parameter.explode;
      return isSpread && type === 'object' && additionalProperties !== undefined && additionalProperties !== false;
    }),
    fields: [...valued('header'), ...valued('cookie')],
    credentials: credentialsOf(document, operation, person),
    body: bodyOf(operation, options),
  };
}

export interface Changes {
  readonly method?: string;
  /** As they are sent: `a=1`. */
  readonly query?: readonly string[];
  readonly fields?: readonly ParameterValue[];
  readonly credentials?: AcceptedCredentials;
  /** `null`: the field is not sent. */
  readonly contentType?: string | null;
  /** As it is sent; `null`: no body at all, and no Content-Type. */
  readonly body?: string | null;
}

export function toRequest(template: Template, changes: Changes = {}): CaseRequest {
  const credentials = changes.credentials ?? template.credentials;
  const keys = credentials.query.map((pair) => pair.map(encodeURIComponent).join('='));
  const search = [...(changes.query ?? queryOf(template.query)), ...keys].join('&');
  const body = changes.body === undefined ? bodyText(template.body) : (changes.body ?? undefined);
  const contentType = changes.contentType === undefined ? template.body?.mediaType : changes.contentType;
  return {
    method: changes.method ?? template.operation.method,
    target: template.path + (search === '' ? '' : `?${search}`),
    headers: [
      ...credentials.headers,
      ...(changes.fields ?? template.fields).map(toField),
      ...(body === undefined || contentType === null || contentType === undefined
        ? []
        : [['Content-Type', contentType] as const]),
    ],
    body,
  };
}

function bodyText(body: TemplateBody | undefined): string | undefined {
  return body === undefined ? undefined : encodeBody(body.mediaType, body.values[0]);
}

function bodyOf(operation: Operation, options: TemplateOptions): TemplateBody | undefined {
  const { document } = options;
  const content = resolve(document, operationObject(document, operation).requestBody)?.content ?? {};
  const [first] = Object.entries(content);
  if (first === undefined) return undefined;
  const [mediaType, media] = Object.entries(content).find(([type]) => isJson(essenceOf(type) ?? '')) ?? first;
  const essence = essenceOf(mediaType) ?? '';
  if (!isJson(essence) && essence !== FORM && !essence.startsWith('text/') && exampleOf(document, media) === undefined)
    throw new NoRequestError(`no body of ${mediaType} can be made; it needs an example in the contract`);
  const { accepts, values: made } = valuesOf(document, media, options.seed);
  const values = made.filter(accepts);
  if (values.length === 0)
    throw new NoRequestError(
      `no body that the schema of ${mediaType} accepts could be made; it needs an example that is valid`,
    );
  return { mediaType, values, accepts };
}

function parameterValue(operation: Operation, parameter: Parameter, { document, seed }: TemplateOptions): unknown {
  const { in: place, name } = parameter;
  const written = parametersOf(document, operation).find((one) => one.in === place && one.name === name);
  // A parameter has either a schema or one media type with a schema (OAS 3.0.3, "Parameter Object").
  const holder = Object.values(written?.content ?? {})[0] ?? written ?? {};
  const { values } = valuesOf(document, holder, seed);
  const found = values.find((value) => isSendable(parameter, value, false));
  if (found === undefined)
    throw new NoRequestError(`no value of the ${place} parameter ${name} could be made; it needs an example`);
  return found;
}
