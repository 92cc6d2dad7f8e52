import { DatabaseSync } from 'node:sqlite';

/** The servers' database, as a check meddles with it. */
export interface Database {
  /** An account as the old backend stored it, with a bcrypt hash of `OLD_PASSWORD`. */
  addOldAccount(email: string): void;
  passwordHashOf(email: string): string;
  /** Holds the write lock until that is done, in the same transaction. */
  locked(meanwhile: () => Promise<void>, atEnd: () => void): Promise<void>;
  loseUsers(): void;
  close(): void;
}

export const OLD_PASSWORD = 'correct horse battery';
/** Of that password, as bcrypt writes it; of little cost, as it is checked in JavaScript. */
const OLD_HASH = '$2b$06$QUue589QDUZWpT2cadHn1uuIX5VkvgTNRMSo/hQwIP7mCxHwKUuOi';

export function openDatabase(file: string): Database {
  const database = new DatabaseSync(file, { timeout: 5000 });
  return {
    addOldAccount(email) {
      database
        .prepare(
          `insert into users (id, email, password_hash, first_name, last_name, role, is_verified, created_at)
           values (?, ?, ?, 'Ada', 'Lovelace', 'student', 0, '2020-01-01T00:00:00.000Z')`,
        )
        .run(`old-${email}`, email, OLD_HASH);
    },
    passwordHashOf: (email) =>
      String(database.prepare('select password_hash from users where email = ?').get(email)?.password_hash),
    async locked(meanwhile, atEnd) {
      database.exec('begin immediate');
      try {
        await meanwhile();
        atEnd();
      } finally {
        database.exec('commit');
      }
    },
    loseUsers: () => database.exec('alter table users rename to lost_users'),
    close: () => database.close(),
  };
}
