import type { Fault } from '../fault.ts';

const inserted = (name: string, about: string, set: string) => trigger(name, about, 'after insert', update(set));
const updated = (name: string, about: string, set: string) =>
  trigger(name, about, 'after update of updated_at', update(set));

/** Rows that are written otherwise while the answer still says the right thing. */
export const state: readonly Fault[] = [
  inserted('email in capitals', 'a collation instead of lower case', 'email = upper(email)'),
  inserted('names trimmed', 'a hook of the mapper', "first_name = first_name || ' '"),
  inserted('not ASCII lost', 'a column of another character set', "last_name = '?'"),
  inserted('role changed', 'a default of the column', "role = 'student'"),
  inserted('verified from the start', 'a default of the column', 'is_verified = 1'),
  inserted('created at without milliseconds', 'a column of seconds', "created_at = substr(created_at, 1, 19) || 'Z'"),
  inserted('updated at set at once', 'a default of the column', 'updated_at = created_at'),
  inserted('bio empty instead of absent', 'row 71', "bio = ''"),
  inserted('password hash of another form', 'another library', "password_hash = password_hash || '='"),
  updated('updated at not set', 'a hook that was not carried over', 'updated_at = null'),
  updated('bio cut off', 'a column too small', 'bio = substr(bio, 1, 8)'),
  updated('picture lost', 'an empty text taken for none', 'profile_picture = null'),
  updated('created at moved', 'a hook for every write', 'created_at = updated_at'),
  trigger(
    'registration written twice',
    'a retry around the insert',
    'after insert',
    `insert into users select 'copy-' || id, 'copy-' || email, password_hash, first_name, last_name, role,
       profile_picture, bio, is_verified, created_at, updated_at from users where id = new.id and new.id not like 'copy-%'`,
  ),
  trigger(
    'registration lost',
    'a transaction that was not committed',
    'after insert',
    'delete from users where id = new.id',
  ),
  trigger(
    'change written to everyone',
    'a clause that was forgotten',
    'after update of updated_at',
    'update users set bio = new.bio where id <> new.id',
  ),
  trigger(
    'row deleted on a change',
    'replace instead of update',
    'after update of updated_at',
    'delete from users where id = new.id',
  ),
];

function trigger(name: string, about: string, event: string, statement: string): Fault {
  return {
    name: `state: ${name}`,
    about,
    layer: 'state',
    apply: { triggers: [`${event} on users begin ${statement}; end`] },
  };
}

function update(set: string): string {
  return `update users set ${set} where id = new.id`;
}
