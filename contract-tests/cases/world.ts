import { call } from '../client.ts';

/** The three states in which one server can be met. */
export interface Targets {
  readonly sound: string;
  /** Its database has lost the table of users. */
  readonly broken: string;
  /** Its AI engine has one millisecond for an answer. */
  readonly late: string;
}

export interface Account {
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** What a case may use to provoke an answer: servers, accounts and client addresses of its own. */
export interface World {
  readonly targets: Targets;
  /** An account of role student at the sound server; its token is well-signed for the others too. */
  readonly student: Account;
  /** Another account, made at the target. */
  newStudent(target: string): Promise<Account>;
  newEmail(): string;
  /** A client address that nobody has used: every budget by address is whole. */
  newAddress(): string;
}

const PASSWORD = 'correct horse battery';

/**
 * A world of its own for each name: both servers count in one database and keep their users there.
 * @param number of the world, at most 65535: part of its addresses, which are documentation's (RFC 3849)
 */
export async function openWorld(name: string, number: number, targets: Targets): Promise<World> {
  let emails = 0;
  let addresses = 0;
  const newEmail = () => `${name}-${++emails}@example.org`;
  // Limits count IPv6 clients by their /64.
  const newAddress = () => `2001:db8:${number.toString(16)}:${(++addresses).toString(16)}::1`;

  async function newStudent(target: string): Promise<Account> {
    const email = newEmail();
    const registration = { email, password: PASSWORD, firstName: 'Ada', lastName: 'Lovelace', role: 'student' };
    const { status, body } = await call(target, 'POST /api/auth/register', { body: registration, from: newAddress() });
    const token: unknown = body.token;
    if (status !== 201 || typeof token !== 'string') {
      throw new Error(`no account could be made at ${target}: ${status} ${JSON.stringify(body)}`);
    }
    return { email, password: PASSWORD, token };
  }

  return { targets, student: await newStudent(targets.sound), newStudent, newEmail, newAddress };
}
