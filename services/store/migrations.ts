import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Tables } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Steps from an empty database to the present schema. A step that has been released is never edited; a new one is added. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-users': {
    up: (db) =>
      db.schema
        .createTable('users')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('email', 'text', (column) => column.notNull().unique())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('first_name', 'text', (column) => column.notNull())
        .addColumn('last_name', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('profile_picture', 'text')
        .addColumn('bio', 'text')
        .addColumn('is_verified', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('updated_at', 'text')
        .execute(),
  },
};

/**
 * Brings the schema up to date; the steps taken stand in the table `kysely_migration`. Safe when two processes start at once:
 * the steps run in one transaction that takes the write lock first.
 * @throws {StoreError} when a step fails, or the database was made by a newer version
 */
export async function migrate(db: Kysely<Tables>, file: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new StoreError(`cannot bring the database ${file} up to date`, { cause: error });
}
