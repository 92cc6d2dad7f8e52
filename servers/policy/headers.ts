import type { HelmetOptions } from 'helmet';

/**
 * Security headers of every answer, as helmet sets them. The documentation's pages load everything from the server itself;
 * `upgrade-insecure-requests` is left out because it would break them wherever the server is reached without TLS.
 */
export const SECURITY_HEADERS = {
  contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
} satisfies HelmetOptions;

/** Texts, not lists: the two frameworks' libraries join lists differently. */
export const CORS_METHODS = 'GET, HEAD, PUT, PATCH, POST, DELETE';
export const CORS_ALLOWED_HEADERS = 'Authorization, Content-Type, X-Request-Id';
/** What scripts of another origin may read beside the safelisted fields (Fetch, 3.3.5). */
export const CORS_EXPOSED_HEADERS = 'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Routed-To';
export const CORS_MAX_AGE_SECONDS = 600;

/** Any answer may differ by these request fields (RFC 9110, 12.5.5), also one that happens not to. */
export const VARY = 'origin, accept-encoding';

/** Bodies below this many bytes are sent as they are: compressing them costs more than it saves. */
export const COMPRESSION_THRESHOLD_BYTES = 1024;
/** Quality of brotli; the library's own default, 11, takes some hundred times as long. */
export const BROTLI_QUALITY = 4;
