import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { Account, NewUser, Role, User, UserChanges, Users } from '../../handlers/context.ts';
import type { NewUserRow, Tables, UserRow } from './schema.ts';
import { directQuery } from './sqlite.ts';

/** Accounts in a relational database. What requests do all the time is compiled once. */
export function createUsers(db: Kysely<Tables>): Users {
  const byId = db.selectFrom('users').selectAll().where('id', '=', '').compile();
  const byEmail = db.selectFrom('users').selectAll().where('email', '=', '').compile();

  const lookUpId = rowQuery(db, byId);
  const lookUpEmail = rowQuery(db, byEmail);
  const changeProfile = rowQuery(db, compileProfileChange(db));

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

/** A compiled query for one row, given its parameters. */
function rowQuery(
  db: Kysely<Tables>,
  query: CompiledQuery<UserRow>,
): (values: readonly (string | null)[]) => UserRow | undefined | Promise<UserRow | undefined> {
  const ask = directQuery(db, query);
  if (ask !== undefined) return ask;
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
  return {
    id: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    // Only `create` writes roles, from the contract's enumeration.
    role: row.role as Role,
    ...(row.profile_picture === null ? {} : { profilePicture: row.profile_picture }),
    ...(row.bio === null ? {} : { bio: row.bio }),
    isVerified: row.is_verified === 1,
    createdAt: row.created_at,
    ...(row.updated_at === null ? {} : { updatedAt: row.updated_at }),
  };
}
