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
