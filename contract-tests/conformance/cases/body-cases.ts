import { essenceOf, isJson } from '../../../parity/conformance/media-type.ts';
import type { Allowed, ConformanceCase } from '../conformance-case.ts';
import { breaksOf } from './breaks.ts';
import { encodeBody } from './encode.ts';
import { type Template, toRequest } from './template.ts';

/** Bodies of the wrong media type, missing, empty, cut off, and broken in each place of their schema. */
export function bodyCases(template: Template, allowed: Allowed): ConformanceCase[] {
  return [...wholeBodyCases(template, allowed), ...breakCases(template, allowed)];
}

function wholeBodyCases(template: Template, { malformed, mediaType, noBody }: Allowed): ConformanceCase[] {
  const { operation, body } = template;
  if (body === undefined) return [];
  const common = { operation: operation.id, input: 'invalid' } as const;
  const cases: ConformanceCase[] = ['text/plain', 'application/x-lockstep-unknown']
    .filter((type) => !operation.mediaTypes.some((documented) => takes(documented, type)))
    .map((type) => ({
      ...common,
      name: `${operation.id}: a body of ${type}`,
      why: 'RFC 9110, 15.5.16',
      statuses: mediaType,
      requests: [toRequest(template, { contentType: type })],
    }));
  if (operation.bodyRequired) {
    const why = 'OAS 3.0.3, Request Body Object: required';
    const missing = { ...common, why, statuses: noBody, breaks: '/body required' };
    cases.push(
      { ...missing, name: `${operation.id}: no body`, requests: [toRequest(template, { body: null })] },
      { ...missing, name: `${operation.id}: an empty body`, requests: [toRequest(template, { body: '' })] },
      {
        ...missing,
        name: `${operation.id}: an empty body of no media type`,
        requests: [toRequest(template, { body: '', contentType: null })],
      },
    );
  }
  if (isJson(essenceOf(body.mediaType) ?? '')) {
    const whole = encodeBody(body.mediaType, body.values[0]);
    cases.push({
      ...common,
      name: `${operation.id}: a body that is cut off`,
      why: 'RFC 8259, 2',
      statuses: malformed,
      requests: [toRequest(template, { body: whole.length > 1 ? whole.slice(0, -1) : '{' })],
    });
  }
  return cases;
}

function breakCases(template: Template, { malformed }: Allowed): ConformanceCase[] {
  const { operation, body } = template;
  if (body === undefined || !isJson(essenceOf(body.mediaType) ?? '')) return [];
  return breaksOf(richestOf(body.values), body.accepts).map(({ value, what, keyword }) => ({
    name: `${operation.id}: ${what}`,
    why: 'OAS 3.0.3, Schema Object',
    operation: operation.id,
    input: 'invalid',
    statuses: malformed,
    requests: [toRequest(template, { body: encodeBody(body.mediaType, value) })],
    breaks: keyword,
  }));
}

/** The value with most members: the more there is, the more can be broken. The earlier of two: the example is the most telling. */
function richestOf(values: readonly unknown[]): unknown {
  const sizes = values.map((value) => JSON.stringify(value).split('":').length);
  return values[sizes.indexOf(Math.max(...sizes))];
}

function takes(documented: string, type: string): boolean {
  const range = essenceOf(documented) ?? '';
  return range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
}
