import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { test } from 'node:test';
import fc from 'fast-check';
import { createIdentify } from './identify.ts';

const ADDRESS = { kind: 'address', key: '192.0.2.1' };
const CLAIM = { from: 'claim', name: 'userId' } as const;

function identify(
  headers: IncomingHttpHeaders,
  clientAddress: string,
  sticky: Parameters<typeof createIdentify>[0],
): ReturnType<ReturnType<typeof createIdentify>> {
  return createIdentify(sticky)(headers, clientAddress);
}

function bearer(payload: unknown): { authorization: string } {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return { authorization: `Bearer ${part({ alg: 'HS256' })}.${part(payload)}.c2lnbmF0dXJl` };
}

test('names the user by the claim of an unverified token', () => {
  assert.deepEqual(identify(bearer({ userId: 'u-1' }), '192.0.2.1', CLAIM), { kind: 'user', key: 'u-1' });
  assert.deepEqual(identify(bearer({ userId: 42 }), '192.0.2.1', CLAIM), { kind: 'user', key: '42' });
});

test('names the user by a header or a cookie where the setting says so', () => {
  const header = identify({ 'x-user': 'u-1' }, '192.0.2.1', { from: 'header', name: 'x-user' });
  const cookie = identify({ cookie: 'a=1; sid=s=2 ; sid=3' }, '192.0.2.1', { from: 'cookie', name: 'sid' });
  assert.deepEqual([header.key, cookie.key], ['u-1', 's=2']);
});

test('falls back to the client address where no user is named', () => {
  const nameless = [
    {},
    { authorization: 'Basic dXNlcjpwYXNz' },
    bearer({}),
    bearer({ userId: '' }),
    bearer(null),
    bearer([]),
  ];
  for (const headers of nameless) assert.deepEqual(identify(headers, '192.0.2.1', CLAIM), ADDRESS);
  assert.deepEqual(identify(bearer({ userId: 'u-1' }), '192.0.2.1', { from: 'address' }), ADDRESS);
});

test('does not take what every object inherits for a claim', () => {
  const inherited = identify(bearer({}), '192.0.2.1', { from: 'claim', name: 'constructor' });
  assert.deepEqual(inherited, ADDRESS);
});

test('survives any authorization header', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      for (const authorization of [
        one,
        `Bearer ${one}`,
        `Bearer ${one}.${Buffer.from(other).toString('base64url')}.x`,
      ]) {
        identify({ authorization }, '192.0.2.1', CLAIM);
      }
    }),
  );
});
