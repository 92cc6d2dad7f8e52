import { type Problem, problem } from '../../contract/problems.ts';

/**
 * A request target in origin form. One in absolute form (RFC 9112, 3.2.2) names the same resource: every server must accept it.
 * Only the form changes; the path and query stay byte for byte as they were sent.
 */
export function toOriginForm(target: string): string {
  if (target.startsWith('/') || target === '*') return target;
  const rest = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/is.exec(target)?.[1];
  if (rest === undefined) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * The path of a target in origin form. A fragment does not belong in a target (RFC 9112, 3.2); one that is sent counts as part
 * of the path, where it matches nothing.
 */
export function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/**
 * A target whose path a router can decode. Fastify refuses one that cannot be decoded before any hook has run, so without the
 * headers that every answer has; made routable, it arrives where unknown paths are answered.
 */
export function toRoutable(target: string): string {
  const path = pathOf(target);
  if (!path.includes('%') || isDecodable(path)) return target;
  return path.replaceAll('%', '%25') + target.slice(path.length);
}

/** RFC 3986, 2.1: a percent sign is followed by two hexadecimal digits; what they encode is UTF-8. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** The 400 of a target that cannot be decoded. */
export function malformedTarget(): Problem {
  return problem('malformed_request', 'The request target is not well-formed.');
}
