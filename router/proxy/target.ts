/** A request target (RFC 9112, 3.2), its bytes untouched. */
export interface Target {
  /** What is sent upstream: path and query in origin-form, or `*`. */
  readonly origin: string;
  /** Path without query. */
  readonly path: string;
  /** Authority of an absolute-form target; it takes the place of Host (RFC 9112, 3.2.2). */
  readonly authority: string | undefined;
}

const AUTHORITY = /^(?:\[[0-9A-Fa-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::\d{1,5})?$/;

/**
 * `uri-host [":" port]` of RFC 9110, 7.2, and nothing looser: a Host that two parties read differently is how a request reaches
 * another site than the one that was checked. User information is refused as RFC 9110, 4.2.4 advises.
 */
export function isAuthority(text: string): boolean {
  return AUTHORITY.test(text);
}

/**
 * Reads a request target without decoding or normalizing any of it: `//evil`, `%2e%2e`, `%2f` and `\` go upstream as they came,
 * and since the upstream is never read off the target they cannot change it.
 *
 * @returns undefined where it is none that this method may have
 */
export function parseTarget(method: string, raw: string): Target | undefined {
  if (raw.startsWith('/')) return { origin: raw, path: pathOf(raw), authority: undefined };
  if (raw === '*') return method === 'OPTIONS' ? { origin: '*', path: '*', authority: undefined } : undefined;
  const [, authority, rest] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(raw) ?? [];
  if (authority === undefined || rest === undefined || !isAuthority(authority)) return undefined;
  if (rest === '' && method === 'OPTIONS') return { origin: '*', path: '*', authority };
  const origin = rest.startsWith('/') ? rest : `/${rest}`;
  return { origin, path: pathOf(origin), authority };
}

/** A fragment does not belong in a target; one that is sent counts as part of the path, as it does for the servers. */
function pathOf(origin: string): string {
  const end = origin.indexOf('?');
  return end === -1 ? origin : origin.slice(0, end);
}
