/**
 * The cookies of a `Cookie` field, undecoded (RFC 6265, 4.2.1, read as leniently as browsers' cookies are written). Of two with
 * one name the first counts: user agents send the more specific path first (RFC 6265, 5.4).
 */
export function readCookies(field: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (field ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    if (!cookies.has(name)) cookies.set(name, /^".*"$/s.test(value) ? value.slice(1, -1) : value);
  }
  return cookies;
}
