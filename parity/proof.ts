/** A proof as it is kept and handed on: a JWS (RFC 7515) in compact form, signed with Ed25519 (RFC 8037). */
import type { KeyObject } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, compactVerify, errors } from 'jose';
import { isRecord, ProofFormError } from './proof-form.ts';
import { PROOF_VERSION, type Proof, readPayload, versionOf } from './proof-payload.ts';

const ALGORITHM = 'EdDSA';
/** A type of its own, so that nothing else that was ever signed with the key passes for a proof (RFC 8725, 3.11). */
const TYPE = 'lockstep-proof+jws';
/** Refused before any of it is parsed. */
export const MAX_TOKEN_BYTES = 1024 * 1024;
/** How far the clocks of the machine that signed and of the one that reads may be apart. */
const CLOCK_TOLERANCE_MS = 60_000;

export type ProofVerdict =
  | { readonly kind: 'valid'; readonly proof: Proof }
  | { readonly kind: 'expired'; readonly proof: Proof }
  | { readonly kind: 'invalid'; readonly fault: ProofFault; readonly reason: string };

export type ProofFault =
  | 'too-large'
  | 'not-a-token'
  | 'other-algorithm'
  | 'other-type'
  | 'other-key'
  | 'bad-signature'
  | 'other-version'
  | 'malformed'
  | 'not-yet-valid';

/**
 * @param privateKey an Ed25519 key
 * @throws {ProofFormError} when the payload is none, or would be too large to be read
 */
export async function signProof(payload: Proof, privateKey: KeyObject): Promise<string> {
  const token = await new CompactSign(Buffer.from(JSON.stringify(readPayload(payload))))
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: await keyId(privateKey) })
    .sign(privateKey);
  if (token.length > MAX_TOKEN_BYTES)
    throw new ProofFormError('proof', `at most ${MAX_TOKEN_BYTES} bytes as a token; it is ${token.length}`);
  return token;
}

/** Reads a token that may be anything; never throws for what stands in it. */
export async function readProof(
  token: string,
  publicKey: KeyObject,
  { now }: { readonly now: Date },
): Promise<ProofVerdict> {
  if (token.length > MAX_TOKEN_BYTES) return invalid('too-large', `it is larger than ${MAX_TOKEN_BYTES} bytes`);
  const header = headerOf(token);
  if (header === undefined) return invalid('not-a-token', 'it is no signed token (a JWS in compact form)');
  if (header.alg !== ALGORITHM) return invalid('other-algorithm', `it is not signed with ${ALGORITHM}`);
  // No extension (RFC 7515, 4.1.11) changes how a proof is read.
  if (Object.keys(header).some((name) => !['alg', 'typ', 'kid'].includes(name)))
    return invalid('other-type', 'its header has members that the header of a proof has not');
  if (header.typ !== TYPE) return invalid('other-type', `it is a token of another type than ${TYPE}`);
  if (header.kid !== (await keyId(publicKey)))
    return invalid('other-key', 'it was signed with another key than the one it is checked with');
  const payload = await verified(token, publicKey);
  if (payload === undefined)
    return invalid('bad-signature', 'the signature does not fit: the proof or its signature was changed');
  return judge(payload, now);
}

function judge(payload: Uint8Array, now: Date): ProofVerdict {
  let proof: Proof;
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    const version = versionOf(value);
    if (version !== PROOF_VERSION) {
      const shown = typeof version === 'number' ? version : 'unknown';
      return invalid('other-version', `it is of version ${shown}; this Lockstep reads version ${PROOF_VERSION}`);
    }
    proof = readPayload(value);
  } catch (error) {
    if (error instanceof ProofFormError) return invalid('malformed', error.message);
    if (error instanceof SyntaxError) return invalid('malformed', 'proof must be JSON');
    throw error;
  }
  if (Date.parse(proof.issuedAt) > now.getTime() + CLOCK_TOLERANCE_MS)
    return invalid('not-yet-valid', `it holds only from ${proof.issuedAt} on; now it is ${now.toISOString()}`);
  return { kind: isExpired(proof, now) ? 'expired' : 'valid', proof };
}

export function isExpired({ expiresAt }: Proof, now: Date): boolean {
  return now.getTime() >= Date.parse(expiresAt);
}

/** An Ed25519 signature has 64 bytes: 86 characters, of which the last carries two bits. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/;

/** The header of what has the form of a token. One signature has one text: unused bits at its end must be zero. */
function headerOf(token: string): Readonly<Record<string, unknown>> | undefined {
  if (!COMPACT.test(token)) return undefined;
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'));
    return isRecord(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

async function verified(token: string, publicKey: KeyObject): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(token, publicKey, { algorithms: [ALGORITHM] })).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

/** The thumbprint of the public key (RFC 7638). */
async function keyId(key: KeyObject): Promise<string> {
  const { kty, crv, x } = key.export({ format: 'jwk' });
  return calculateJwkThumbprint({ kty: String(kty), crv: String(crv), x: String(x) });
}

function invalid(fault: ProofFault, reason: string): ProofVerdict {
  return { kind: 'invalid', fault, reason };
}
