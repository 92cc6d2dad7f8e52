import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import jsonwebtoken from 'jsonwebtoken';
import type { TokenPayload, Tokens } from '../../handlers/context.ts';
import { createTokens } from './tokens.ts';

const SECRET = 'a secret of more than thirty-two bytes';
const OTHER_SECRET = 'another secret of more than 32 bytes!!';
const ISSUED = 1_750_000_000;
const LIFE_SECONDS = 7 * 24 * 3600;
const USER = { id: 'user-1', email: 'ada@example.org', role: 'educator' } as const;
const PAYLOAD: TokenPayload = {
  userId: USER.id,
  email: USER.email,
  role: USER.role,
  iat: ISSUED,
  exp: ISSUED + LIFE_SECONDS,
};

function tokensAt(start: number, secret = SECRET): { tokens: Tokens; setNow(seconds: number): void } {
  let nowMs = start * 1000;
  return {
    tokens: createTokens({
      secret: new TextEncoder().encode(secret),
      lifeSeconds: LIFE_SECONDS,
      clock: { now: () => new Date(nowMs) },
    }),
    setNow(seconds) {
      nowMs = seconds * 1000;
    },
  };
}

/** A token with any header and payload, its signature made by `sign` or empty. */
function forge(header: object, payload: unknown, sign: (input: string) => string = () => ''): string {
  const input = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${sign(input)}`;
}

function hmac(algorithm: string, key: string): (input: string) => string {
  return (input) => createHmac(algorithm, key).update(input).digest('base64url');
}

async function verdictOf(token: string, now = ISSUED): Promise<string> {
  return (await tokensAt(now).tokens.verify(token)).kind;
}

test('verifies a token of the old backend, made by jsonwebtoken', async () => {
  const { userId, email, role, iat } = PAYLOAD;
  const token = jsonwebtoken.sign({ userId, email, role, iat }, SECRET, { expiresIn: '7d' });
  assert.deepEqual(await tokensAt(ISSUED).tokens.verify(token), { kind: 'valid', payload: PAYLOAD });
});

test('the old backend verifies our tokens', async () => {
  const token = await tokensAt(ISSUED).tokens.issue(USER);
  const verified = jsonwebtoken.verify(token, SECRET, { algorithms: ['HS256'], clockTimestamp: ISSUED });
  assert.deepEqual(verified, PAYLOAD);
});

test('issues the very bytes that jsonwebtoken would', async () => {
  const token = await tokensAt(ISSUED).tokens.issue(USER);
  assert.equal(token, jsonwebtoken.sign(PAYLOAD, SECRET));
});

test('one server verifies what the other issued', async () => {
  const token = await tokensAt(ISSUED).tokens.issue(USER);
  assert.deepEqual(await tokensAt(ISSUED + 1).tokens.verify(token), { kind: 'valid', payload: PAYLOAD });
});

test('counts whole seconds, rounded down, as the claims do', async () => {
  const token = await tokensAt(ISSUED + 0.999).tokens.issue(USER);
  assert.deepEqual(jsonwebtoken.decode(token), PAYLOAD);
});

test('answers the same the second time, when the signature is not checked again', async () => {
  const { tokens } = tokensAt(ISSUED);
  const token = await tokens.issue(USER);
  assert.deepEqual(await tokens.verify(token), await tokens.verify(token));
});

test('hands on the members that the contract names, and no others', async () => {
  const token = jsonwebtoken.sign({ ...PAYLOAD, password: 'x', iss: 'old' }, SECRET);
  assert.deepEqual(await tokensAt(ISSUED).tokens.verify(token), { kind: 'valid', payload: PAYLOAD });
});

test('expires in the second that it names, not before', async () => {
  const token = await tokensAt(ISSUED).tokens.issue(USER);
  assert.equal(await verdictOf(token, PAYLOAD.exp - 0.001), 'valid');
  assert.equal(await verdictOf(token, PAYLOAD.exp), 'expired');
  assert.equal(await verdictOf(token, PAYLOAD.exp + 1_000_000), 'expired');
});

test('a remembered token expires in the same second as one that is not', async () => {
  const { tokens, setNow } = tokensAt(ISSUED);
  const token = await tokens.issue(USER);
  for (const [now, kind] of [
    [ISSUED, 'valid'],
    [PAYLOAD.exp - 0.001, 'valid'],
    [PAYLOAD.exp, 'expired'],
    [PAYLOAD.exp, 'expired'],
    [PAYLOAD.exp + 1, 'expired'],
  ] as const) {
    setNow(now);
    assert.equal((await tokens.verify(token)).kind, kind, String(now));
  }
});

test('remembers each token by itself', async () => {
  const { tokens } = tokensAt(ISSUED);
  const ada = await tokens.issue(USER);
  const grace = await tokens.issue({ ...USER, id: 'user-2' });
  for (const [token, userId] of [
    [ada, 'user-1'],
    [grace, 'user-2'],
    [ada, 'user-1'],
  ] as const) {
    const verdict = await tokens.verify(token);
    assert.equal(verdict.kind === 'valid' && verdict.payload.userId, userId);
  }
});

test('a token of another secret is invalid, even where the right one was seen before', async () => {
  const { tokens } = tokensAt(ISSUED);
  const ours = await tokens.issue(USER);
  const theirs = await tokensAt(ISSUED, OTHER_SECRET).tokens.issue(USER);
  assert.equal((await tokens.verify(ours)).kind, 'valid');
  assert.equal((await tokens.verify(theirs)).kind, 'invalid');
});

test('an expired token of another secret is invalid, not expired', async () => {
  const theirs = await tokensAt(ISSUED, OTHER_SECRET).tokens.issue(USER);
  assert.equal(await verdictOf(theirs, PAYLOAD.exp), 'invalid');
});

test('a tampered payload is invalid under the signature of the true one', async () => {
  const [header, , signature] = (await tokensAt(ISSUED).tokens.issue(USER)).split('.');
  const payload = Buffer.from(JSON.stringify({ ...PAYLOAD, role: 'admin' })).toString('base64url');
  assert.equal(await verdictOf(`${header}.${payload}.${signature}`), 'invalid');
});

// The attack: the token's own header chooses how its signature is checked (RFC 8725, 2.1). `none` asks for no check at all;
// with RS256 a server that hands its secret to whatever the header names would check a signature against a key it never chose.
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherAlgorithms = {
  'HS512 over our secret': forge({ alg: 'HS512', typ: 'JWT' }, PAYLOAD, hmac('sha512', SECRET)),
  'HS384 over our secret': jsonwebtoken.sign(PAYLOAD, SECRET, { algorithm: 'HS384' }),
  none: jsonwebtoken.sign(PAYLOAD, '', { algorithm: 'none' }),
  'None, in another case': forge({ alg: 'None' }, PAYLOAD),
  'none with a signature': forge({ alg: 'none' }, PAYLOAD, hmac('sha256', SECRET)),
  'hs256, in another case': forge({ alg: 'hs256' }, PAYLOAD, hmac('sha256', SECRET)),
  'RS256 of a key of the attacker': jsonwebtoken.sign(PAYLOAD, privateKey, { algorithm: 'RS256' }),
  'RS256 in the header, HS256 in the signature': forge({ alg: 'RS256' }, PAYLOAD, hmac('sha256', SECRET)),
  'HS256 with an extension that must be understood': forge(
    { alg: 'HS256', crit: ['exp'], exp: 1 },
    PAYLOAD,
    hmac('sha256', SECRET),
  ),
  'no algorithm': forge({ typ: 'JWT' }, PAYLOAD, hmac('sha256', SECRET)),
  'HS256 without a signature': forge({ alg: 'HS256' }, PAYLOAD),
};

for (const [what, token] of Object.entries(otherAlgorithms)) {
  test(`${what} is invalid`, async () => {
    assert.equal(await verdictOf(token), 'invalid');
  });
}

const { userId: _userId, ...withoutUserId } = PAYLOAD;
const { email: _email, ...withoutEmail } = PAYLOAD;
const { role: _role, ...withoutRole } = PAYLOAD;
const { iat: _iat, ...withoutIat } = PAYLOAD;
const { exp: _exp, ...withoutExp } = PAYLOAD;
const wrongPayloads = {
  'no userId': withoutUserId,
  'no email': withoutEmail,
  'no role': withoutRole,
  'no iat': withoutIat,
  'no exp: it would never end': withoutExp,
  'a role that there is not': { ...PAYLOAD, role: 'root' },
  'a userId that is no text': { ...PAYLOAD, userId: 1 },
  'an exp that is a text': { ...PAYLOAD, exp: String(PAYLOAD.exp) },
  'an nbf that has not come': { ...PAYLOAD, nbf: ISSUED + 60 },
  'a list': [PAYLOAD],
  nothing: null,
};

for (const [what, payload] of Object.entries(wrongPayloads)) {
  test(`a signed token with ${what} is invalid`, async () => {
    const token = forge({ alg: 'HS256', typ: 'JWT' }, payload, hmac('sha256', SECRET));
    assert.equal(await verdictOf(token), 'invalid');
  });
}

for (const text of ['', ' ', '.', '..', '...', 'abc', 'a.b.c', '\u0000', '\ud800.\ud800.\ud800', 'e30.e30.e30', '🔑']) {
  test(`${JSON.stringify(text)} is no token`, async () => {
    assert.equal(await verdictOf(text), 'invalid');
  });
}

// The attack: spellings of one token that all verify fill what is remembered, each with its length.
test('a token with something around or between its parts is invalid', async () => {
  const token = await tokensAt(ISSUED).tokens.issue(USER);
  for (const text of [
    ` ${token}`,
    `${token} `,
    `${token}\n`,
    `Bearer ${token}`,
    `${token}.`,
    `${token}=`,
    token.replaceAll('.', ' . '),
  ]) {
    assert.equal(await verdictOf(text), 'invalid', JSON.stringify(text));
  }
});
