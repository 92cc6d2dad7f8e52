import { DatabaseSync } from 'node:sqlite';

const PREFIX = 'power_fault_';

/** @param bodies `after insert on users begin ...; end` */
export function plantTriggers(file: string, bodies: readonly string[]): void {
  inDatabase(file, (database) => {
    for (const [index, body] of bodies.entries()) database.exec(`create trigger ${PREFIX}${index} ${body}`);
  });
}

/** Takes out all that was planted, and what a suite has left behind to watch the rows. */
export function dropTriggers(file: string): void {
  inDatabase(file, (database) => {
    const names = database.prepare("select name from sqlite_master where type = 'trigger'").all();
    for (const { name } of names) database.exec(`drop trigger "${String(name).replaceAll('"', '""')}"`);
    database.exec('drop table if exists lockstep_changes');
  });
}

export function forgetUsers(file: string): void {
  inDatabase(file, (database) => database.exec('delete from users'));
}

function inDatabase(file: string, run: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file, { timeout: 2000 });
  try {
    run(database);
  } finally {
    database.close();
  }
}
