import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Kysely } from 'kysely';
import type { NewUser, UserChanges, Users } from '../../handlers/context.ts';
import type { Tables } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { createUsers } from './users.ts';

const directory = mkdtempSync(join(tmpdir(), 'users-'));
let db: Kysely<Tables>;
let users: Users;

before(async () => {
  db = await openSqlite(join(directory, 'lockstep.sqlite'));
  users = createUsers(db);
});

after(async () => {
  await db.destroy();
  rmSync(directory, { recursive: true });
});

const CREATED = new Date('2026-01-15T09:30:00.123Z');
const CHANGED = new Date('2026-02-01T00:00:00.000Z');

function person(id: string, more: Partial<NewUser> = {}): NewUser {
  return {
    id,
    email: `${id}@example.org`,
    passwordHash: `hash of ${id}`,
    firstName: 'Ada',
    lastName: 'Lovelace',
    role: 'student',
    createdAt: CREATED,
    ...more,
  };
}

test('creates a user, whose members stand in the order of the contract, without what is not there', async () => {
  const user = await users.create(person('order'));
  assert.equal(
    JSON.stringify(user),
    JSON.stringify({
      id: 'order',
      email: 'order@example.org',
      firstName: 'Ada',
      lastName: 'Lovelace',
      role: 'student',
      isVerified: false,
      createdAt: '2026-01-15T09:30:00.123Z',
    }),
  );
  assert.deepEqual(await users.findById('order'), user);
});

test('never hands out the password hash with a user, only with the account', async () => {
  const created = await users.create(person('hashed'));
  const account = await users.findAccountByEmail('hashed@example.org');
  assert.deepEqual(account, { user: created, passwordHash: 'hash of hashed' });
  assert.equal(JSON.stringify(account?.user).includes('hash of'), false);
});

test('finds nobody where there is nobody', async () => {
  assert.equal(await users.findById('nobody'), undefined);
  assert.equal(await users.findAccountByEmail('nobody@example.org'), undefined);
  assert.equal(await users.update('nobody', { bio: 'x' }, CHANGED), undefined);
});

test('gives an email to one user alone, and leaves that one as it is', async () => {
  const first = await users.create(person('first', { email: 'same@example.org' }));
  assert.equal(await users.create(person('second', { email: 'same@example.org', firstName: 'Eve' })), undefined);
  assert.equal(await users.findById('second'), undefined);
  assert.deepEqual((await users.findAccountByEmail('same@example.org'))?.user, first);
});

test('of many simultaneous creates with one email exactly one gets the user', async () => {
  const created = await Promise.all(
    Array.from({ length: 20 }, (_, index) => users.create(person(`crowd-${index}`, { email: 'crowd@example.org' }))),
  );
  assert.equal(created.filter((user) => user !== undefined).length, 1);
});

test('a repeated id is an error, not a taken email', async () => {
  await users.create(person('repeated'));
  await assert.rejects(users.create(person('repeated', { email: 'other@example.org' })), /users\.id/);
});

const ALL: Required<UserChanges> = { firstName: 'Grace', lastName: 'Hopper', bio: '', profilePicture: 'https://p/1' };
// Object.keys forgets the type of a constant's keys.
const MEMBERS = Object.keys(ALL) as (keyof UserChanges)[];
const BEFORE = { firstName: 'Ada', lastName: 'Lovelace', bio: 'old', profilePicture: 'https://p/0' };

for (let mask = 0; mask < 2 ** MEMBERS.length; mask += 1) {
  const sent = MEMBERS.filter((_, index) => (mask >> index) % 2 === 1);
  test(`an update that sends ${sent.join(', ') || 'nothing'} changes that and the time alone`, async () => {
    const id = `update-${mask}`;
    await users.create(person(id));
    const old = await users.update(id, BEFORE, CREATED);
    const changes: UserChanges = Object.fromEntries(sent.map((member) => [member, ALL[member]]));
    const updated = await users.update(id, changes, CHANGED);
    assert.deepEqual(updated, { ...old, ...changes, updatedAt: CHANGED.toISOString() });
    assert.deepEqual(await users.findById(id), updated);
    assert.equal((await users.findAccountByEmail(`${id}@example.org`))?.passwordHash, `hash of ${id}`);
  });
}

test('an update touches no other user', async () => {
  const other = await users.create(person('bystander'));
  await users.create(person('changed'));
  await users.update('changed', ALL, CHANGED);
  assert.deepEqual(await users.findById('bystander'), other);
});

test('replaces the password hash of one user, and nothing else of it', async () => {
  const user = await users.create(person('rehashed'));
  await users.create(person('not-rehashed'));
  await users.replacePasswordHash('rehashed', 'new hash');
  assert.deepEqual(await users.findAccountByEmail('rehashed@example.org'), { user, passwordHash: 'new hash' });
  assert.equal((await users.findAccountByEmail('not-rehashed@example.org'))?.passwordHash, 'hash of not-rehashed');
});

test('stores texts as they are, SQL among them', async () => {
  const text = `'; drop table users; --\u0000"\u{1f600}`;
  await users.create(person('texts', { firstName: text }));
  const updated = await users.update('texts', { bio: text }, CHANGED);
  assert.equal(updated?.firstName, text);
  assert.equal(updated?.bio, text);
});

test('ping tells when the database does not answer', async () => {
  const other = await openSqlite(join(directory, 'other.sqlite'));
  const store = createUsers(other);
  await store.ping();
  await other.destroy();
  await assert.rejects(store.ping());
});
