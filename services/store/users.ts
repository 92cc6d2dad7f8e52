import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { Account, NewUser, Role, User, UserChanges, Users } from '../../handlers/context.ts';
import type { NewUserRow, Tables, UserRow } from './schema.ts';
import { directChange, directQuery } from './sqlite.ts';

/** Accounts in a relational database. What requests do all the time is compiled once. */
export function createUsers(db: Kysely<Tables>): Users {
  const byId = db.selectFrom('users').selectAll().where('id', '=', '').compile();
  const byEmail = db.selectFrom('users').selectAll().where('email', '=', '').compile();

  const lookUpId = directQuery(db, byId) ?? rowQuery(db, byId);
  const lookUpEmail = directQuery(db, byEmail) ?? rowQuery(db, byEmail);
  const profileChange = compileProfileChange(db);
  const changeProfile = directChange(db, profileChange) ?? rowQuery(db, profileChange);

  return {
    async create(user: NewUser): Promise<User | undefined> {
      const row = await db
        .insertInto('users')
        .values(toRow(user))
        .onConflict((conflict) => conflict.column('email').doNothing())
        .returningAll()
        .executeTakeFirst();
      return row && toUser(row);
    },

    async findById(id: string): Promise<User | undefined> {
      const row = await lookUpId([id]);
      return row && toUser(row);
    },

    async findAccountByEmail(email: string): Promise<Account | undefined> {
      const row = await lookUpEmail([email]);
      return row && { user: toUser(row), passwordHash: row.password_hash };
    },

    async update(id: string, changes: UserChanges, updatedAt: Date): Promise<User | undefined> {
      const { firstName = null, lastName = null, bio = null, profilePicture = null } = changes;
      const row = await changeProfile([firstName, lastName, bio, profilePicture, updatedAt.toISOString(), id]);
      return row && toUser(row);
    },

    async replacePasswordHash(id: string, passwordHash: string): Promise<void> {
      await db.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute();
    },

    async ping(): Promise<void> {
      await sql`select 1 from users limit 1`.execute(db);
    },
  };
}

/** Takes, in this order: first name, last name, bio, profile picture (each null where it stays), time of the change, id. */
function compileProfileChange(db: Kysely<Tables>): CompiledQuery<UserRow> {
  return db
    .updateTable('users')
    .set({
      first_name: sql<string>`coalesce(${''}, first_name)`,
      last_name: sql<string>`coalesce(${''}, last_name)`,
      bio: sql<string>`coalesce(${''}, bio)`,
      profile_picture: sql<string>`coalesce(${''}, profile_picture)`,
      updated_at: '',
    })
    .where('id', '=', '')
    .returningAll()
    .compile();
}

/** A compiled query for one row, given its parameters, by way of Kysely. */
function rowQuery(
  db: Kysely<Tables>,
  query: CompiledQuery<UserRow>,
): (values: readonly (string | null)[]) => Promise<UserRow | undefined> {
  return async (values) => {
    const { rows } = await db.executeQuery<UserRow>({ ...query, parameters: values });
    return rows[0];
  };
}

function toRow(user: NewUser): NewUserRow {
  return {
    id: user.id,
    email: user.email,
    password_hash: user.passwordHash,
    first_name: user.firstName,
    last_name: user.lastName,
    role: user.role,
    profile_picture: null,
    bio: null,
    is_verified: 0,
    created_at: user.createdAt.toISOString(),
    updated_at: null,
  };
}

/** Members in the contract's order; what is not there is left out, never null. */
function toUser(row: UserRow): User {
  const user: { -readonly [Member in keyof User]?: User[Member] } = {
    id: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    // Only `create` writes roles, from the contract's enumeration.
    role: row.role as Role,
  };
  // One by one: spreads of nothing cost more than the rest of it.
  if (row.profile_picture !== null) user.profilePicture = row.profile_picture;
  if (row.bio !== null) user.bio = row.bio;
  user.isVerified = row.is_verified === 1;
  user.createdAt = row.created_at;
  if (row.updated_at !== null) user.updatedAt = row.updated_at;
  // By now it has all members that a user must have.
  return user as User;
}
