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
 * A target whose path leads a router to the operation that the contract means. The contract's paths are compared byte for byte, but
 * Fastify's router decodes the path first, so that `%63ount` would be the literal `count`, refuses one that it cannot decode before
 * any hook has run, and ends it at a `#`. No literal segment of a contract has a `~`, which here stands for those characters;
 * parameters are read off the target as it was sent.
 */
export function toRoutable(target: string): string {
  const path = pathOf(target);
  if (!/[%#]/.test(path)) return target;
  return path.replaceAll(/[%#]/g, '~') + target.slice(path.length);
}

/** A path as a URI reference (RFC 3986, 4.2), whatever was sent: what may not stand in one is percent-encoded. */
export function toUriReference(path: string): string {
  if (URI_REFERENCE.test(path)) return path;
  return path
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .replace(/[^\w.~!$&'()*+,;=:@/%-]/g, (character) =>
      Array.from(
        Buffer.from(character, 'latin1'),
        (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      ).join(''),
    );
}

/** No path that is asked for often has any other character, or one that is encoded. */
const URI_REFERENCE = /^[\w.~!$&'()*+,;=:@/-]*$/;

/** The 400 of a target that cannot be decoded. */
export function malformedTarget(): Problem {
  return problem('malformed_request', 'The request target is not well-formed.');
}
