/** Values as they are sent: in queries, fields and bodies. */

import { essenceOf, isJson } from '../../../parity/conformance/media-type.ts';
import type { Parameter as ParameterInput } from '../../generated/inputs.ts';
import { serializeParameter } from '../../generated/parameters.ts';
import type { Pair } from '../conformance-case.ts';

export interface ParameterValue {
  readonly parameter: ParameterInput;
  readonly value: unknown;
}

/** Parameters as they stand in a query, each in its style, `ids=1&ids=2`. */
export function queryOf(values: readonly ParameterValue[]): string[] {
  return values.map(({ parameter, value }) => serializeParameter(parameter, value));
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
  return [parameter.in === 'cookie' ? 'Cookie' : parameter.name, serializeParameter(parameter, value)];
}

/** Simple style (OAS 3.0.3, "Style Values"); what has no text of its own as JSON. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The media type of HTML forms (URL Standard, 5). */
export const FORM = 'application/x-www-form-urlencoded';
