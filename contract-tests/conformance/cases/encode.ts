/** Values as they are sent: in queries, fields and bodies. */
import type { Pair } from '../conformance-case.ts';
import { essenceOf, isJson } from '../media-type.ts';
import type { Parameter } from '../operation-object.ts';

export interface ParameterValue {
  readonly parameter: Parameter;
  readonly value: unknown;
}

/** Parameters as they stand in a query: a list repeats its name (OAS 3.0.3, style `form`, exploded). */
export function queryOf(values: readonly ParameterValue[]): Pair[] {
  return values.flatMap(({ parameter: { name }, value }) =>
    (Array.isArray(value) ? value : [value]).map((one): Pair => [name, textOf(one)]),
  );
}

/** A body as it is sent. */
export function encodeBody(mediaType: string, value: unknown): string {
  const essence = essenceOf(mediaType) ?? '';
  if (isJson(essence)) return JSON.stringify(value);
  if (essence === FORM && typeof value === 'object' && value !== null)
    return new URLSearchParams(
      Object.entries(value).map(([name, one]): [string, string] => [name, textOf(one)]),
    ).toString();
  return textOf(value);
}

export function toField({ parameter, value }: ParameterValue): Pair {
  if (parameter.in === 'cookie') return ['Cookie', `${parameter.name}=${encodeURIComponent(textOf(value))}`];
  // Anything but visible ASCII might be no field value.
  return [parameter.name, textOf(value).replace(/[^\x21-\x7e]+/g, '-')];
}

/** Simple style (OAS 3.0.3, "Style Values"); what has no text of its own as JSON. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The media type of HTML forms (URL Standard, 5). */
export const FORM = 'application/x-www-form-urlencoded';
