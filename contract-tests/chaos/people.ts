import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import jwt from 'jsonwebtoken';
import { PAIR_JWT_SECRET } from '../pair.ts';

/** Somebody who is signed in already. */
export interface Person {
  readonly token: string;
}

/** Puts so many accounts straight into the database: to hash their passwords would take longer than the test. */
export function settlePeople(dataDir: string, count: number): readonly Person[] {
  return inDatabase(dataDir, (database) => {
    const insert = database.prepare(
      `insert into users (id, email, password_hash, first_name, last_name, role, is_verified, created_at)
       values (?, ?, 'none', 'Ada', 'Lovelace', 'student', 0, ?)`,
    );
    return Array.from({ length: count }, (_, index) => {
      const id = randomUUID();
      const email = `settled-${index}@example.org`;
      insert.run(id, email, new Date().toISOString());
      return { token: jwt.sign({ userId: id, email, role: 'student' }, PAIR_JWT_SECRET, { expiresIn: '1d' }) };
    });
  });
}

/** How many accounts there are of each email. */
export function countAccounts(dataDir: string): ReadonlyMap<string, number> {
  return inDatabase(dataDir, (database) => {
    const rows = database.prepare('select email, count(*) as accounts from users group by email').all();
    return new Map(rows.map(({ email, accounts }) => [String(email), Number(accounts)]));
  });
}

function inDatabase<T>(dataDir: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(dataDir, 'lockstep.sqlite'), { timeout: 5_000 });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
