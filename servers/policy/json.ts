import secureJson from 'secure-json-parse';
import { ProblemError, problem } from '../../contract/problems.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a request body as JSON (RFC 8259). One decision for both servers: their own parsers word errors differently.
 * @throws {ProblemError} 400 where it is empty, not UTF-8, not JSON, or names `__proto__` or `constructor.prototype`, which
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
  try {
    return secureJson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' }) as unknown;
  } catch (cause) {
    throw malformed('The body is not valid JSON.', cause);
  }
}

function malformed(detail: string, cause?: unknown): ProblemError {
  return new ProblemError(problem('malformed_json', detail), cause === undefined ? {} : { cause });
}
