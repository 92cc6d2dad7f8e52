import secureJson from 'secure-json-parse';
import { ProblemError, problem } from '../../contract/problems.ts';

/**
 * How deep objects and lists may stand within each other (RFC 8259, 9, lets a parser set a bound). Validators and serializers of
 * recursive schemas call themselves level by level, and where their stack ends differs between the servers: from some 4,400 on.
 * No contract's data comes near this bound, which other platforms' parsers set from 64 (.NET) to 1,000 (Jackson).
 */
export const MAX_JSON_DEPTH = 256;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a request body as JSON (RFC 8259). One decision for both servers: their own parsers word errors differently.
 * @throws {ProblemError} 400 where it is empty, not UTF-8, not JSON, nested too deeply, or names `__proto__` or `constructor.prototype`, which
 *   would reach into every object that it is copied to
 */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw malformed('The body is empty; JSON was expected.');
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw malformed('The body is not UTF-8.', cause);
  }
  if (isTooDeep(text)) throw malformed(`The body is nested deeper than ${MAX_JSON_DEPTH} levels, which are allowed.`);
  try {
    return secureJson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' }) as unknown;
  } catch (cause) {
    throw malformed('The body is not valid JSON.', cause);
  }
}

/** Whether a JSON text goes deeper than allowed. Each character is looked at once, whatever the text is. */
export function isTooDeep(text: string): boolean {
  if (text.length <= MAX_JSON_DEPTH || opensFew(text)) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}

/** Whether a text has so few brackets, in strings or not, that it cannot go too deep. */
function opensFew(text: string): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > MAX_JSON_DEPTH) return false;
    }
  }
  return true;
}

function malformed(detail: string, cause?: unknown): ProblemError {
  return new ProblemError(problem('malformed_json', detail), cause === undefined ? {} : { cause });
}
