import type { Fault } from '../fault.ts';

const env = (name: string, value: string, about: string): Fault => ({
  name: `server: ${name}=${value}`,
  about,
  layer: 'server',
  apply: { env: { [name]: value } },
});

/** A candidate that was deployed with another environment. What shows of it is its behaviour: `/health` would tell all of these. */
export const server: readonly Fault[] = [
  env('JWT_EXPIRES_IN', '1h', 'a variable that was not carried over'),
  {
    ...env('JWT_SECRET', 'another secret for tests, of 32 bytes', 'sessions end with the migration'),
    name: 'server: another JWT_SECRET',
  },
  env('FRONTEND_URL', 'https://app.example.org', 'row 59'),
  env('TRUSTED_PROXIES', 'none', 'everyone is one client behind the proxy'),
  env('RATE_LIMIT', 'off', 'a variable of a benchmark'),
  env('AI_TIMEOUT_MS', '1', 'a timeout in another unit'),
  env('AI_QUEUE_LIMIT', '1', 'another default of the pool'),
];
