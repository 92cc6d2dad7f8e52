import { hash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { ProblemError, problem } from '../../contract/problems.ts';
import { ConfigurationError } from '../../settings/configuration-error.ts';
import { keptSecret } from '../../settings/kept-secret.ts';
import { token as tokenSetting } from '../../settings/values.ts';

export const ADMIN_TOKEN_FILE = 'admin-token';

/**
 * The configured token, else the one that is made once in the data directory.
 * @throws {ConfigurationError} where none can be kept, or where what somebody wrote there is none
 */
export function adminToken(configured: string | undefined, dataDir: string): string {
  if (configured !== undefined) return configured;
  const kept = keptSecret(dataDir, ADMIN_TOKEN_FILE);
  const { allowed, parse } = tokenSetting('', 16);
  try {
    return parse(kept);
  } catch (cause) {
    throw new ConfigurationError([`${join(dataDir, ADMIN_TOKEN_FILE)} is wrong; allowed: ${allowed}, or no file`], {
      cause,
    });
  }
}

/**
 * Lets through what carries the token (RFC 6750, 2.1).
 * @returns throws a `ProblemError` at an `Authorization` field that does not
 */
export function requireToken(token: string): (authorization: string | undefined) => void {
  const expected = digest(token);
  return (authorization) => {
    const given = /^Bearer +([!-~]+) *$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) {
      throw refusal('token_missing', 'A bearer token is required: ROUTER_ADMIN_TOKEN, or what stands in DATA_DIR.', '');
    }
    if (!timingSafeEqual(digest(given), expected)) {
      throw refusal('token_invalid', 'This is not the token of the admin API.', ', error="invalid_token"');
    }
  };
}

function refusal(code: 'token_missing' | 'token_invalid', detail: string, error: string): ProblemError {
  const headers = { 'www-authenticate': `Bearer realm="router admin"${error}` };
  return new ProblemError(problem(code, detail, { headers }));
}

/** Of equal length whatever was given, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
