import { createHmac, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock, Role, TokenPayload, Tokens, TokenVerdict } from '../../handlers/context.ts';

/** RFC 7518, 3.2. The only algorithm that is accepted: a token does not choose how it is checked. */
const ALGORITHM = 'HS256';
const CACHED_TOKENS = 10_000;
/**
 * RFC 7515, 7.1 and 2: three parts in base64url, without white space; an HS256 signature has 43 characters. jose reads over
 * white space in a part: without this, one token padded in many ways would fill the memory of verified tokens.
 */
const COMPACT_FORM = /^[\w-]+\.[\w-]+\.[\w-]{43}$/;

export interface TokenOptions {
  readonly secret: Uint8Array;
  readonly lifeSeconds: number;
  readonly clock: Clock;
  /** Remembered tokens, where several share them. */
  readonly verified?: VerifiedTokens;
}

export type VerifiedTokens = LRUCache<string, TokenPayload>;

export function createVerifiedTokens(): VerifiedTokens {
  return new LRUCache({ max: CACHED_TOKENS });
}

/**
 * Tokens as the old backend made them: a JWT (RFC 7519) with `{userId, email, role, iat, exp}`.
 *
 * A verified token's payload is remembered, so that the signature is checked once; its expiry is checked every time.
 */
export function createTokens({ secret, lifeSeconds, clock, verified = createVerifiedTokens() }: TokenOptions): Tokens {
  return {
    issue({ id, email, role }) {
      const issuedAt = toSeconds(clock.now());
      return new SignJWT({ userId: id, email, role, iat: issuedAt, exp: issuedAt + lifeSeconds })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .sign(secret);
    },

    async verify(token): Promise<TokenVerdict> {
      const now = clock.now();
      const known = verified.get(token);
      if (known !== undefined) {
        if (known.exp > toSeconds(now)) return { kind: 'valid', payload: known };
        verified.delete(token);
        return { kind: 'expired' };
      }
      if (!COMPACT_FORM.test(token) || !isSigned(token, secret)) return { kind: 'invalid' };
      try {
        const { payload } = await jwtVerify(token, secret, { algorithms: [ALGORITHM], currentDate: now });
        const ours = toPayload(payload);
        if (ours === undefined) return { kind: 'invalid' };
        verified.set(token, ours);
        return { kind: 'valid', payload: ours };
      } catch (error) {
        if (error instanceof errors.JWTExpired) return { kind: 'expired' };
        if (error instanceof errors.JOSEError) return { kind: 'invalid' };
        throw error;
      }
    },
  };
}

/**
 * Whether the signature is ours. Asked first: jose's way to it leads through other threads, which costs twenty times as much, and
 * a token that is not ours is refused whatever else it says.
 */
function isSigned(token: string, secret: Uint8Array): boolean {
  const end = token.lastIndexOf('.');
  const expected = createHmac('sha256', secret).update(token.slice(0, end)).digest();
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const ROLES: ReadonlySet<unknown> = new Set<Role>(['student', 'educator', 'admin']);

/** The members that clients rely on; a signed token that lacks one was not made for this API. */
function toPayload({ userId, email, role, iat, exp }: Readonly<Record<string, unknown>>): TokenPayload | undefined {
  if (typeof userId !== 'string' || typeof email !== 'string' || !ROLES.has(role)) return undefined;
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return undefined;
  return { userId, email, role: role as Role, iat: iat as number, exp: exp as number };
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
