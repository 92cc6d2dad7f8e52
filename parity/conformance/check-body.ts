import type { Answer } from '../answer.ts';
import { parseBody } from './body.ts';
import type { DocumentedResponse } from './documented.ts';
import { fieldOf } from './fields.ts';
import { isBodiless } from './http-rules.ts';
import { documentedKey, essenceOf, isJson } from './media-type.ts';
import { checkProblem, PROBLEM } from './problem-document.ts';
import { toLines } from './schema-errors.ts';

/** Media type and body of an operation's answer against what is documented. The framing is known to be sound. */
export function checkBody(
  response: DocumentedResponse | undefined,
  method: string,
  answer: Answer,
  houseRules: boolean,
): readonly string[] {
  // A status that nobody documented has its line; a problem document is one all the same.
  if (response === undefined) return checkOutsideBody(method, answer, false);
  const { mediaTypes } = response;
  const { status, body } = answer;
  const type = fieldOf(answer, 'content-type');
  if (status !== 304 && method === 'HEAD') return checkHead(mediaTypes, answer, houseRules);
  if (isBodiless(method, status)) return [];
  if (mediaTypes.length === 0)
    return body.length === 0 ? [] : [`body of ${body.length} bytes, but none is documented for status ${status}`];
  const essence = essenceOf(type);
  const key = essence === undefined ? undefined : documentedKey(mediaTypes, essence);
  // No text and no bytes are a text and bytes; of JSON there is no empty one (RFC 8259, 2).
  if (body.length === 0 && (essence === undefined || key === undefined || isJson(essence)))
    return [`body is missing; documented: ${mediaTypes.join(', ')}`];
  if (essence === undefined || key === undefined) return [wrongType(type, mediaTypes)];
  if (!isJson(essence)) return [];
  const parsed = parseBody(answer);
  if ('fault' in parsed) return [parsed.fault];
  const validate = response.validatorOf(key);
  const lines = validate === undefined || validate(parsed.value) ? [] : toLines(validate.errors ?? [], 'body');
  if (essence !== PROBLEM) return lines;
  // One line for a place is enough.
  const places = new Set(lines.map(placeOf));
  const more = checkProblem(parsed.value, status, houseRules).filter((line) => !places.has(placeOf(line)));
  return [...lines, ...more];
}

/** Of an answer that no operation documents: what it claims to be, it must be. */
export function checkOutsideBody(method: string, answer: Answer, houseRules: boolean): readonly string[] {
  const { status, body } = answer;
  if (isBodiless(method, status)) return [];
  const type = fieldOf(answer, 'content-type');
  const essence = essenceOf(type);
  if (houseRules && status >= 400 && essence !== PROBLEM) return [wrongType(type, [PROBLEM])];
  if (essence === undefined || !isJson(essence) || body.length === 0) return [];
  const parsed = parseBody(answer);
  if ('fault' in parsed) return [parsed.fault];
  return essence === PROBLEM ? checkProblem(parsed.value, status, houseRules) : [];
}

/** What one answer to HEAD shows of the body that GET would get (RFC 9110, 9.3.2). */
function checkHead(mediaTypes: readonly string[], answer: Answer, houseRules: boolean): string[] {
  if (mediaTypes.length === 0 || answer.status === 204 || answer.status === 205) return [];
  const type = fieldOf(answer, 'content-type');
  const essence = essenceOf(type);
  if (type === undefined ? houseRules : essence === undefined || documentedKey(mediaTypes, essence) === undefined)
    return [wrongType(type, mediaTypes)];
  const mayBeEmpty = essence !== undefined && !isJson(essence);
  return !mayBeEmpty && fieldOf(answer, 'content-length') === '0'
    ? ['Content-Length is 0, but GET would get a body']
    : [];
}

function wrongType(type: string | undefined, documented: readonly string[]): string {
  const is = type === undefined ? 'is missing' : `is ${JSON.stringify(type.slice(0, 80))}`;
  return `media type ${is}; documented: ${documented.join(', ')}`;
}

/** The first two words of a line, `body /title`. */
function placeOf(line: string): string {
  return line.split(' ', 2).join(' ');
}
