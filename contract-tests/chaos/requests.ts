import type { Person } from './people.ts';

/** One request that is to be sent. */
export interface Planned {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: object;
  readonly email?: string;
  /** As X-Forwarded-For: who has no token is told apart by address. */
  readonly from: string;
  readonly onNewConnection: boolean;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface Requests {
  /** Any operation, as often as the mix says. */
  next(): Planned;
  registration(): Planned;
}

/** Of a hundred requests. Registering and signing in are few: to hash a password takes 40 ms of a core. */
const MIX = [
  ['getProfile', 44],
  ['verify', 32],
  ['health', 10],
  ['updateProfile', 10],
  ['register', 2],
  ['login', 2],
] as const;

const NEW_CONNECTIONS = 0.1;
const PASSWORD = 'correct horse battery';

/**
 * What is sent.
 * @param random 0 to 1; its order decides everything but the registrations' names
 * @param registered who can sign in with a password; grows meanwhile
 */
export function createRequests(
  random: () => number,
  people: readonly Person[],
  registered: readonly Credentials[],
  run: string,
): Requests {
  let registrations = 0;
  const oneOf = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const address = () => `198.18.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`;

  const registration = (): Planned => {
    registrations += 1;
    const email = `chaos-${run}-${registrations}@example.org`;
    const body = { email, password: PASSWORD, firstName: 'Ada', lastName: 'Lovelace', role: 'student' };
    const path = '/api/auth/register';
    return { operation: 'register', method: 'POST', path, body, email, from: address(), onNewConnection: false };
  };

  const next = (): Planned => {
    const operation = choose(random());
    const token = oneOf(people)?.token ?? '';
    const common = { operation, from: address(), onNewConnection: random() < NEW_CONNECTIONS };
    const known = oneOf(registered);
    switch (operation) {
      case 'getProfile':
        return { ...common, method: 'GET', path: '/api/auth/profile', token };
      case 'updateProfile':
        return { ...common, method: 'PUT', path: '/api/auth/profile', token, body: { bio: `${random()}` } };
      case 'verify':
        return { ...common, method: 'POST', path: '/api/auth/verify', body: { token } };
      case 'health':
        return { ...common, method: 'GET', path: '/health' };
      case 'login':
        if (known !== undefined) return { ...common, method: 'POST', path: '/api/auth/login', body: known };
    }
    return registration();
  };

  return { next, registration };
}

export function credentialsOf(email: string): Credentials {
  return { email, password: PASSWORD };
}

/** mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function choose(chance: number): (typeof MIX)[number][0] {
  let left = chance * 100;
  for (const [operation, share] of MIX) {
    left -= share;
    if (left < 0) return operation;
  }
  return 'getProfile';
}
