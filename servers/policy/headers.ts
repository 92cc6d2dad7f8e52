import type { HelmetOptions } from 'helmet';

/**
 * Security headers of every answer, as helmet sets them. The documentation's pages load everything from the server itself;
 * `upgrade-insecure-requests` is left out because it would break them wherever the server is reached without TLS.
 */
export const SECURITY_HEADERS = {
  contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
} satisfies HelmetOptions;

/**
 * What pages of another origin may send and read. Texts, not lists: the two frameworks' libraries join lists differently.
 * Of an answer, scripts may read the exposed fields beside the safelisted ones (Fetch, 3.3.5).
 */
export const CORS = {
  credentials: true,
  methods: 'GET, HEAD, PUT, PATCH, POST, DELETE',
  allowedHeaders: 'Authorization, Content-Type, X-Request-Id',
  exposedHeaders: 'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Routed-To',
  maxAge: 600,
};

/** Any answer may differ by these request fields (RFC 9110, 12.5.5), also one that happens not to. */
export const VARY = 'origin, accept-encoding';
