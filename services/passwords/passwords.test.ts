import assert from 'node:assert/strict';
import crypto, { randomBytes } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { after, beforeEach, mock, test } from 'node:test';
import { hashSync } from 'bcryptjs';
import fc from 'fast-check';

// Work is measured in derivations and their cost, not in time. The module takes `argon2` when it is loaded: spied on before.
const derivations = mock.method(crypto, 'argon2').mock;
syncBuiltinESMExports();
const { OWASP_COST, parseArgon2id } = await import('./argon2id.ts');
const { closeBcrypt } = await import('./bcrypt.ts');
const { createPasswords } = await import('./passwords.ts');

const CHEAP = { memoryKib: 8, passes: 1, parallelism: 1 };
const passwords = createPasswords({ cost: CHEAP, randomBytes });
const strong = createPasswords({ cost: OWASP_COST, randomBytes });

beforeEach(() => derivations.resetCalls());
after(() => closeBcrypt());

/** What the derivations since the start of the test cost, one entry each. */
function work(): unknown[] {
  return derivations.calls.map(({ arguments: [algorithm, { memory, passes, parallelism, tagLength }] }) => ({
    algorithm,
    memory,
    passes,
    parallelism,
    tagLength,
  }));
}

test('hashes to a PHC string with the cost that OWASP recommends, 16 bytes of salt and 32 of hash', async () => {
  const hash = await strong.hash('correct horse');
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(await strong.verify('correct horse', hash), true);
  assert.equal(await strong.verify('correct horsf', hash), false);
  assert.equal(strong.needsRehash(hash), false);
});

test('verifies a hash that the reference implementation of argon2 made', async () => {
  // From src/test.c of P-H-C/phc-winner-argon2: 64 MiB, 2 passes, 1 lane, "password", "somesalt".
  const vector = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  assert.equal(await passwords.verify('password', vector), true);
  assert.equal(await passwords.verify('Password', vector), false);
});

test('salts: one password has another hash each time', async () => {
  assert.notEqual(await passwords.hash('same'), await passwords.hash('same'));
});

test('takes its salt from the randomness that it is given', async () => {
  const fixed = createPasswords({ cost: CHEAP, randomBytes: (size) => Buffer.alloc(size, 7) });
  const hash = await fixed.hash('same');
  assert.equal(hash, await fixed.hash('same'));
  assert.deepEqual(parseArgon2id(hash)?.salt, Buffer.alloc(16, 7));
});

test('verifies exactly the password that was hashed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (password, other) => {
      const hash = await passwords.hash(password);
      assert.equal(await passwords.verify(password, hash), true);
      assert.equal(await passwords.verify(other, hash), other === password);
    }),
    { numRuns: 50 },
  );
});

test('hashes and verifies a password with lone surrogates', async () => {
  const password = 'pass\ud800word\udfff';
  const hash = await passwords.hash(password);
  assert.equal(await passwords.verify(password, hash), true);
  assert.equal(await passwords.verify('password', hash), false);
});

test('a password of 1,024 characters counts to its last one', async () => {
  for (const character of ['x', '\u{1f511}']) {
    const password = character.repeat(1024);
    const hash = await passwords.hash(password);
    assert.equal(await passwords.verify(password, hash), true);
    assert.equal(await passwords.verify(`${character.repeat(1023)}y`, hash), false);
  }
});

test('an unknown account costs one derivation, of the cost of a wrong password', async () => {
  const hash = await strong.hash('correct horse');
  derivations.resetCalls();
  assert.equal(await strong.verify('wrong', hash), false);
  const known = work();
  derivations.resetCalls();
  assert.equal(await strong.verify('wrong', undefined), false);
  assert.equal(known.length, 1);
  assert.deepEqual(work(), known);
});

const SALT = 'c29tZXNhbHRzb21lc2FsdA';
const HASH = 'CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
const malformed = {
  'an empty text': '',
  'the password itself': 'correct horse',
  'another algorithm': `$argon2i$v=19$m=8,t=1,p=1$${SALT}$${HASH}`,
  'another version': `$argon2id$v=16$m=8,t=1,p=1$${SALT}$${HASH}`,
  'no version': `$argon2id$m=8,t=1,p=1$${SALT}$${HASH}`,
  'no hash': `$argon2id$v=19$m=8,t=1,p=1$${SALT}$`,
  'no salt': `$argon2id$v=19$m=8,t=1,p=1$$${HASH}`,
  'a short hash': `$argon2id$v=19$m=8,t=1,p=1$${SALT}$AAAA`,
  'characters that are no base64': `$argon2id$v=19$m=8,t=1,p=1$${SALT}$${HASH.replace('C', '!')}`,
  'something after the hash': `$argon2id$v=19$m=8,t=1,p=1$${SALT}$${HASH}\n`,
  'negative memory': `$argon2id$v=19$m=-8,t=1,p=1$${SALT}$${HASH}`,
  'memory for no lane': `$argon2id$v=19$m=7,t=1,p=1$${SALT}$${HASH}`,
  'no passes': `$argon2id$v=19$m=8,t=0,p=1$${SALT}$${HASH}`,
  'no lanes': `$argon2id$v=19$m=8,t=1,p=0$${SALT}$${HASH}`,
  '95 GiB of memory': `$argon2id$v=19$m=99999999,t=1,p=1$${SALT}$${HASH}`,
  '999 passes': `$argon2id$v=19$m=19456,t=999,p=1$${SALT}$${HASH}`,
  '255 lanes': `$argon2id$v=19$m=19456,t=2,p=255$${SALT}$${HASH}`,
  'a bcrypt hash that would take hours': `$2b$31$${'a'.repeat(53)}`,
  'a bcrypt hash that was cut off': `$2b$10$${'a'.repeat(52)}`,
  'bcrypt of a kind that nobody used': `$2z$10$${'a'.repeat(53)}`,
};

for (const [what, stored] of Object.entries(malformed)) {
  test(`${what} in place of a stored hash matches nothing, for the work of one derivation`, async () => {
    assert.equal(await passwords.verify('correct horse', stored), false);
    assert.deepEqual(work(), [{ algorithm: 'argon2id', memory: 8, passes: 1, parallelism: 1, tagLength: 32 }]);
    assert.equal(passwords.needsRehash(stored), true);
  });
}

for (const kind of ['$2a$', '$2b$', '$2y$']) {
  test(`verifies a ${kind} hash of the old backend, and asks for it to be replaced`, async () => {
    const hash = hashSync('correct horse', 4).replace(/^\$2b\$/, kind);
    assert.ok(hash.startsWith(kind));
    assert.equal(await passwords.verify('correct horse', hash), true);
    assert.equal(await passwords.verify('wrong horse', hash), false);
    assert.equal(passwords.needsRehash(hash), true);
    assert.deepEqual(work(), []);
  });
}

test('verifies bcrypt hashes of passwords in other scripts and of passwords longer than bcrypt reads', async () => {
  for (const password of ['пароль密码🔑', 'x'.repeat(1024)]) {
    assert.equal(await passwords.verify(password, hashSync(password, 4)), true);
  }
});

test('verifies bcrypt hashes again after its thread was ended', async () => {
  const hash = hashSync('correct horse', 4);
  assert.equal(await passwords.verify('correct horse', hash), true);
  await closeBcrypt();
  assert.equal(await passwords.verify('correct horse', hash), true);
});

const { memoryKib, passes } = OWASP_COST;
const costs = [
  { what: 'less memory', cost: { memoryKib: memoryKib - 1, passes, parallelism: 1 }, rehash: true },
  { what: 'fewer passes', cost: { memoryKib, passes: passes - 1, parallelism: 1 }, rehash: true },
  { what: 'more memory, but fewer passes', cost: { memoryKib: 65_536, passes: 1, parallelism: 1 }, rehash: true },
  { what: 'the cost of new ones', cost: OWASP_COST, rehash: false },
  { what: 'more memory', cost: { memoryKib: 65_536, passes, parallelism: 1 }, rehash: false },
  { what: 'more passes', cost: { memoryKib, passes: passes + 1, parallelism: 1 }, rehash: false },
];

for (const { what, cost, rehash } of costs) {
  test(`a hash of ${what} ${rehash ? 'asks to be replaced' : 'stays'}`, () => {
    const stored = `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.parallelism}$${SALT}$${HASH}`;
    assert.equal(strong.needsRehash(stored), rehash);
  });
}
