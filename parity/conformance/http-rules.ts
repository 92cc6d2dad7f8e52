/** What HTTP demands of any answer, whatever the contract says. Each rule gives lines on what is wrong; none where nothing is. */
import type { Answer, FieldLine } from '../answer.ts';
import { fieldOf, membersOf } from './fields.ts';

/** Of a request, what its answer is judged by. */
export interface JudgedRequest {
  readonly method: string;
  readonly headers: readonly FieldLine[];
}

/** Whether an answer to this request has no body, whatever its fields say (RFC 9112, 6.3; 205: RFC 9110, 15.3.6). */
export function isBodiless(method: string, status: number): boolean {
  return method === 'HEAD' || status < 200 || status === 204 || status === 205 || status === 304;
}

export function checkFraming({ method }: JudgedRequest, answer: Answer): string[] {
  const { status, body } = answer;
  const length = fieldOf(answer, 'content-length');
  if (!answer.complete) return [`body ended after ${body.length} bytes, before its end`];
  if (!isBodiless(method, status)) {
    if (length === undefined || length === String(body.length)) return [];
    return [`Content-Length is ${shown(length)}, but the body has ${body.length} bytes`];
  }
  const what = method === 'HEAD' ? 'the answer to HEAD' : `status ${status}`;
  if (body.length > 0) return [`${what} has a body of ${body.length} bytes, and must have none`];
  const promises = method !== 'HEAD' && status !== 304 && length !== undefined && length !== '0';
  return promises ? [`Content-Length is ${shown(length)}, but ${what} has no body`] : [];
}

/** Fields without which a status means little, by name in lower case -> clause that demands it. */
export function demandedFields(status: number, houseRules: boolean): readonly (readonly [string, string])[] {
  if (status === 401) return [['WWW-Authenticate', 'RFC 9110, 15.5.2']];
  if (status === 405) return [['Allow', 'RFC 9110, 15.5.6']];
  return status === 415 && houseRules ? [['Accept', 'RFC 9110, 15.5.16']] : [];
}

/** The fields that say what a 415 would have taken (RFC 9110, 12.5.1 and 12.5.3; RFC 5789, 3.1). */
const SAYS_WHAT_IT_TAKES = ['accept', 'accept-encoding', 'accept-patch', 'accept-post'];

export function hasDemanded(answer: Answer, name: string): boolean {
  const names = answer.status === 415 ? SAYS_WHAT_IT_TAKES : [name.toLowerCase()];
  return names.some((one) => fieldOf(answer, one) !== undefined);
}

/**
 * The `Allow` of a 405 (RFC 9110, 10.2.1).
 * @param documented methods of the path @param isExact whether it may name no others
 */
export function checkAllow(method: string, answer: Answer, documented: readonly string[], isExact: boolean): string[] {
  if (answer.status !== 405 || fieldOf(answer, 'allow') === undefined) return [];
  const named = membersOf(answer, 'allow');
  const lacking = documented.filter((one) => !named.includes(one));
  const extra = named.filter((one) => !documented.includes(one));
  return [
    ...(lacking.length === 0 ? [] : [`Allow lacks ${lacking.join(', ')}, which the contract documents`]),
    ...(named.includes(method)
      ? [`Allow names ${method}, which was refused`]
      : isExact && extra.length > 0
        ? [`Allow names ${shown(extra.join(', '))}, which the contract does not document`]
        : []),
  ];
}

/** Statuses that come of HTTP itself, asked for by the request's fields: no contract needs to document them. */
const ASKED_FOR: readonly (readonly [fields: readonly string[], statuses: readonly number[]])[] = [
  [['if-none-match', 'if-modified-since'], [304]],
  [['if-match', 'if-none-match', 'if-unmodified-since', 'if-range'], [412]],
  [['range'], [206, 416]],
  [['expect'], [417]],
  [['accept', 'accept-encoding', 'accept-charset', 'accept-language'], [406]],
  [['upgrade'], [101, 426]],
];
/** Slow or oversized requests: refused before it is known whose they are. */
const OF_ANY_REQUEST: ReadonlySet<number> = new Set([408, 414, 431]);

export function isHttpsOwn(status: number, request: JudgedRequest): boolean {
  if (OF_ANY_REQUEST.has(status)) return true;
  return ASKED_FOR.some(
    ([fields, statuses]) => statuses.includes(status) && fields.some((name) => fieldOf(request, name) !== undefined),
  );
}

function shown(value: string): string {
  return JSON.stringify(value.slice(0, 80));
}
