import type { OperationInputs, Parameter } from './inputs.ts';
import { serializeParameter } from './parameters.ts';

/** What the contract says of a request: it must be accepted, it must be refused, or that is not known. */
export type Expectation = 'valid' | 'invalid' | 'unknown';

/** A request before it is known who sends it: `{token}` in a field or a text body stands for that person's token. */
export interface GeneratedRequest {
  readonly operation: string;
  /** What is special about it, for reports; begins the same for all of a kind. */
  readonly kind: string;
  readonly expectation: Expectation;
  /** The keyword that it breaks on purpose: `/body/email minLength`. */
  readonly keyword: string | undefined;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** A text is sent as UTF-8. */
  readonly body: string | Uint8Array | undefined;
}

/** Values for a request's parts. */
export interface RequestValues {
  /** By place and name (`keyOf`); a parameter without a value is not sent. */
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly body: { readonly mediaType: string; readonly bytes: string | Uint8Array } | undefined;
}

export function keyOf({ in: place, name }: Pick<Parameter, 'in' | 'name'>): string {
  return `${place} ${name}`;
}

/** The request that carries these values, with all that the contract wants of a good one. */
export function assemble(
  { operation, parameters }: OperationInputs,
  values: RequestValues,
  about: Pick<GeneratedRequest, 'kind' | 'expectation' | 'keyword'>,
): GeneratedRequest {
  const sent = parameters.filter((parameter) => values.parameters.has(keyOf(parameter)));
  const textOf = (parameter: Parameter) => serializeParameter(parameter, values.parameters.get(keyOf(parameter)));
  const at = (place: Parameter['in']) => sent.filter((parameter) => parameter.in === place);
  const path = at('path').reduce(
    // A function: `$&` in a value must stay what it is.
    (filled, parameter) => filled.replace(`{${parameter.name}}`, () => textOf(parameter)),
    operation.path,
  );
  const query = at('query')
    .map(textOf)
    .filter((text) => text !== '')
    .join('&');
  const cookies = at('cookie').map(textOf).join('; ');
  const headers: [string, string][] = [];
  if (operation.security.length > 0) headers.push(['Authorization', 'Bearer {token}']);
  headers.push(...at('header').map((parameter): [string, string] => [parameter.name, textOf(parameter)]));
  if (cookies !== '') headers.push(['Cookie', cookies]);
  if (values.body !== undefined) headers.push(['Content-Type', values.body.mediaType]);
  return {
    operation: operation.id,
    ...about,
    method: operation.method,
    target: query === '' ? path : `${path}?${query}`,
    headers,
    body: values.body?.bytes,
  };
}
