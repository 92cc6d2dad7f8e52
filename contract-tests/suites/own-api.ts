import { join } from 'node:path';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { call } from '../client.ts';
import type { Personalise } from '../generated/hooks.ts';
import type { Pair } from '../pair.ts';
import type { Person, Subjects } from './subjects.ts';

/** This project's own servers as subjects: both under one seed, each on a database of its own (`OWN_SERVERS`). */
export function ownSubjects({ urls }: Pick<Pair, 'urls'>): Subjects {
  const { express: baseline, fastify: candidate } = urls;
  return {
    contract: loadContract(OWN_CONTRACT),
    baseline,
    candidate,
    seeded: true,
    rules: {},
    enroll: (name) => enroll([baseline, candidate], name),
  };
}

/** How a pair must be started for that. The deadline of the AI engine is long: a slow machine is no difference. */
export const OWN_SERVERS = {
  databases: 'separate',
  env: { NODE_ENV: 'test', LOCKSTEP_TEST_SEED: 'suites', LOG_LEVEL: 'error', AI_TIMEOUT_MS: '60000' },
} as const;

/** The database of each server of a pair. */
export function databasesOf({ dataDirs }: Pair): { readonly baseline: string; readonly candidate: string } {
  return {
    baseline: join(dataDirs.express, 'lockstep.sqlite'),
    candidate: join(dataDirs.fastify, 'lockstep.sqlite'),
  };
}

/**
 * Registers one educator with both servers, or signs in who is registered already; under one seed both give the same token.
 * @throws {Error} where they do not
 */
async function enroll(urls: readonly string[], name: string): Promise<Person> {
  const credentials = { email: `${name}@example.org`, password: 'correct horse' };
  const registration = { ...credentials, firstName: 'A', lastName: 'B', role: 'educator' };
  const headers = { 'x-lockstep-case': `enroll-${name}` };
  const replies = await Promise.all(
    urls.map(async (url) => {
      const reply = await call(url, 'POST /api/auth/register', { body: registration, headers });
      return reply.status === 409 ? call(url, 'POST /api/auth/login', { body: credentials, headers }) : reply;
    }),
  );
  const statuses = replies.map(({ status }) => status).join(' and ');
  const [token, ...others] = new Set(replies.map(({ body }): unknown => body.token));
  if (typeof token !== 'string' || others.length > 0)
    throw new Error(`the servers did not give ${name} one token; they answered ${statuses}`);
  return { token, headers: [] };
}

/** Who registers an email first may differ between the servers, and a token that is none tells little: both are made one's own. */
export const ownRequests: Personalise = (request, person, testCase) => {
  if (typeof request.body !== 'string') return request;
  if (request.operation === 'register') return { ...request, body: withOwnEmail(request.body, testCase) };
  if (request.operation === 'verify' && request.kind === 'valid' && person.token !== undefined)
    return { ...request, body: JSON.stringify({ token: '{token}' }) };
  return request;
};

/** Longest local part that grows; a longer one is overwritten, so that an email at the contract's bound stays there. */
const GROWS_UP_TO = 64;

function withOwnEmail(body: string, testCase: string): string {
  return body.replace(/("email":")([a-z0-9][\w.+-]*)(?=@)/gi, (_, name: string, local: string) => {
    const own = `${testCase}x`;
    return name + (local.length <= GROWS_UP_TO ? own + local : own + local.slice(own.length));
  });
}
