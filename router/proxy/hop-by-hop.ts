/**
 * Fields that end at this hop (RFC 9110, 7.6.1), both ways. `Proxy-Auth*` is for the proxy that is asked, and the router asks
 * for none. `Trailer` goes because trailers are dropped, alike for both upstreams (RFC 9110, 6.5.1 allows it).
 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Fields that `Connection` cannot remove. It may only list fields meant for one hop, but a client that lists `authorization` or
 * `x-forwarded-for` would have the router strip what the servers rely on (the abuse of hop-by-hop headers).
 */
const PROTECTED: ReadonlySet<string> = new Set([
  'accept',
  'allow',
  'authorization',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'date',
  'etag',
  'expires',
  'forwarded',
  'host',
  'last-modified',
  'location',
  'max-forwards',
  'origin',
  'pragma',
  'range',
  'referer',
  'retry-after',
  'server',
  'set-cookie',
  'strict-transport-security',
  'traceparent',
  'tracestate',
  'vary',
  'via',
  'www-authenticate',
  'x-request-id',
  'x-routed-to',
]);

/**
 * A predicate on lower-case field names: must this field not travel on?
 *
 * @param connection the values of the message's Connection fields
 */
export function hopByHop(connection: readonly string[]): (field: string) => boolean {
  const [only, ...more] = connection;
  if (only === undefined || (more.length === 0 && LISTS_NOTHING.has(only))) return alwaysHopByHop;
  const listed = new Set(connection.flatMap((value) => value.toLowerCase().split(',')).map((option) => option.trim()));
  return (field) => alwaysHopByHop(field) || (listed.has(field) && !isProtected(field));
}

/** What nearly every message has there: options, but no fields. */
const LISTS_NOTHING: ReadonlySet<string> = new Set(['keep-alive', 'Keep-Alive', 'close', 'Close']);

function alwaysHopByHop(field: string): boolean {
  return HOP_BY_HOP.has(field);
}

function isProtected(field: string): boolean {
  return PROTECTED.has(field) || field.startsWith('x-forwarded-') || field.startsWith('access-control-');
}
