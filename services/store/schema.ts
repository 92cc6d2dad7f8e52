import type { Insertable, Selectable } from 'kysely';

/** The tables, as queries see them. Times are ISO 8601 texts in UTC, flags 0 or 1: both SQLite and PostgreSQL keep them so. */
export interface Tables {
  users: UsersTable;
}

export interface UsersTable {
  readonly id: string;
  /** In lower case; unique. */
  readonly email: string;
  readonly password_hash: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly role: string;
  readonly profile_picture: string | null;
  readonly bio: string | null;
  readonly is_verified: number;
  readonly created_at: string;
  readonly updated_at: string | null;
}

export type UserRow = Selectable<UsersTable>;
export type NewUserRow = Insertable<UsersTable>;
