import type { OpenApiDocument, Operation } from '../../../contract/operations.ts';
import { resolve } from '../../../contract/references.ts';
import type { Person } from '../../suites/subjects.ts';
import type { CaseRequest, Pair } from '../conformance-case.ts';
import { essenceOf, isJson } from '../media-type.ts';
import { exampleOf, operationObject, type Parameter, parametersOf } from '../operation-object.ts';
import { type AcceptedCredentials, credentialsOf } from './credentials.ts';
import { encodeBody, FORM, type ParameterValue, queryOf, textOf, toField } from './encode.ts';
import { NoRequestError, valuesOf } from './values.ts';

/** A request that an operation must take, in the parts of which cases replace one at a time. */
export interface Template {
  readonly operation: Operation;
  readonly path: string;
  readonly query: readonly ParameterValue[];
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
  const parameters = parametersOf(document, operation);
  const valued = (place: Parameter['in']): ParameterValue[] =>
    parameters
      .filter((parameter) => parameter.in === place && (parameter.required === true || place === 'path'))
      .map((parameter) => ({
        parameter,
        value: parameterValue(parameter, `${place} parameter ${parameter.name}`, options),
      }));
  const path = valued('path').reduce(
    (text, { parameter, value }) => text.replaceAll(`{${parameter.name}}`, encodeURIComponent(textOf(value))),
    operation.path,
  );
  return {
    operation,
    path,
    query: valued('query'),
    fields: [...valued('header'), ...valued('cookie')],
    credentials: credentialsOf(document, operation, person),
    body: bodyOf(operation, options),
  };
}

export interface Changes {
  readonly method?: string;
  readonly query?: readonly Pair[];
  readonly fields?: readonly ParameterValue[];
  readonly credentials?: AcceptedCredentials;
  /** `null`: the field is not sent. */
  readonly contentType?: string | null;
  /** As it is sent; `null`: no body at all, and no Content-Type. */
  readonly body?: string | null;
}

export function toRequest(template: Template, changes: Changes = {}): CaseRequest {
  const credentials = changes.credentials ?? template.credentials;
  const query = [...(changes.query ?? queryOf(template.query)), ...credentials.query];
  const search = query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
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

function parameterValue(parameter: Parameter, what: string, options: TemplateOptions): unknown {
  const [value] = valuesOf(options.document, parameter, options.seed).values.filter((one) => textOf(one) !== '');
  if (value === undefined) throw new NoRequestError(`no value of the ${what} could be made; it needs an example`);
  return value;
}
