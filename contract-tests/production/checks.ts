import { setTimeout as wait } from 'node:timers/promises';
import type { Reply, RequestOptions } from '../client.ts';
import type { Side } from '../suites/suite-result.ts';
import { type Database, OLD_PASSWORD } from './database.ts';

/** Both servers over one database. */
export interface World {
  /** Sends one of them a request. */
  readonly send: (side: Side, request: string, options: RequestOptions) => Promise<Reply>;
  readonly database: Database;
}

/** Something that must be true of each server, also where the other one does the same. */
export interface Check {
  readonly name: string;
  readonly why: string;
  /** operationId */
  readonly operation: string;
  /** In what each server did otherwise, one line each; empty where it did as it must. */
  readonly run: (world: World) => Promise<Readonly<Record<Side, readonly string[]>>>;
}

const SIDES = ['baseline', 'candidate'] as const;
/** Time in which a registration comes to where it writes; a server that needs longer is not caught, and not accused either. */
const REACHES_WRITE_MS = 1000;
const BUDGET = 10;
const LONG = 'a'.repeat(72);

/** In this order: the last one takes the users away. */
export const CHECKS: readonly Check[] = [
  {
    name: 'an account of the old backend signs in, and its hash is renewed',
    why: 'migrated users keep their passwords',
    operation: 'login',
    run: onEach(async (side, world) => {
      const { database } = world;
      const email = `old-${side}@example.org`;
      database.addOldAccount(email);
      const statusOf = async (password: string) => (await login(world, side, email, password)).status;
      const wrong = expectStatus('a wrong password', await statusOf('incorrect horse battery'), 401);
      const first = expectStatus('the first login', await statusOf(OLD_PASSWORD), 200);
      const isRenewed = database.passwordHashOf(email).startsWith('$argon2id$');
      const again = expectStatus('the next login', await statusOf(OLD_PASSWORD), 200);
      return [...wrong, ...first, ...(isRenewed ? [] : ['the first login left the bcrypt hash as it was']), ...again];
    }),
  },
  {
    name: 'passwords that differ behind 72 characters are different passwords',
    why: 'bcrypt cuts at 72 bytes, argon2id does not (RFC 9106, 3.1)',
    operation: 'login',
    run: onEach(async (side, world) => {
      const email = `long-${side}@example.org`;
      const registered = expectStatus('registration', (await register(world, side, email, `${LONG} one`)).status, 201);
      const other = expectStatus(
        'another end of the password',
        (await login(world, side, email, `${LONG} two`)).status,
        401,
      );
      const cut = expectStatus('the password without its end', (await login(world, side, email, LONG)).status, 401);
      const own = expectStatus('the password', (await login(world, side, email, `${LONG} one`)).status, 200);
      return [...registered, ...other, ...cut, ...own];
    }),
  },
  {
    name: 'an email that somebody takes meanwhile is taken',
    why: 'a check before the insert is a race; the database decides',
    operation: 'register',
    async run(world) {
      const emailOf = (side: Side) => `meanwhile-${side}@example.org`;
      const replies: Promise<Reply>[] = [];
      await world.database.locked(
        async () => {
          for (const side of SIDES) replies.push(register(world, side, emailOf(side), OLD_PASSWORD));
          await wait(REACHES_WRITE_MS);
        },
        () => SIDES.map((side) => world.database.addOldAccount(emailOf(side))),
      );
      const [baseline, candidate] = await Promise.all(replies);
      const lines = (reply: Reply | undefined) => expectStatus('registration', reply?.status, 409);
      return { baseline: lines(baseline), candidate: lines(candidate) };
    },
  },
  {
    name: 'of two who register one email at once, one on each server, one wins',
    why: 'both servers write to one database',
    operation: 'register',
    async run(world) {
      const replies = await Promise.all(SIDES.map((side) => register(world, side, 'both@example.org', OLD_PASSWORD)));
      const statuses = replies.map(({ status }) => status);
      const isRight = statuses.toSorted().join() === '201,409';
      const [baseline = 0, candidate = 0] = statuses;
      const line = (status: number) =>
        isRight ? [] : [`status ${status}; allowed is 201 for one of the two and 409 for the other`];
      return { baseline: line(baseline), candidate: line(candidate) };
    },
  },
  {
    name: 'both servers draw from one budget',
    why: 'two servers do not double anyone’s budget',
    operation: 'generate',
    async run(world) {
      const { body } = await register(world, 'baseline', 'budget@example.org', OLD_PASSWORD);
      const unmet: Record<Side, string[]> = { baseline: [], candidate: [] };
      // Two more than there are: the first that is refused comes to the one server, the next to the other.
      for (let count = 0; count < BUDGET + 2; count += 1) {
        const side = count % 2 === 0 ? 'baseline' : 'candidate';
        const request = { prompt: 'We might perhaps possibly go.', type: 'analysis' };
        const reply = await world.send(side, 'POST /api/ai/generate', { token: body.token, body: request });
        const what = `request ${count + 1} of a budget of ${BUDGET}, drawn from in turn,`;
        unmet[side].push(...expectStatus(what, reply.status, count < BUDGET ? 200 : 429));
      }
      return unmet;
    },
  },
  {
    name: 'an error that nobody expected says nothing of its cause',
    why: 'CWE-209: what went wrong is for the log',
    operation: 'login',
    async run(world) {
      world.database.loseUsers();
      const replies = await Promise.all(SIDES.map((side) => login(world, side, 'a@example.org', OLD_PASSWORD)));
      const [baseline = [], candidate = []] = replies.map(({ status, body }) => [
        ...expectStatus('login', status, 500),
        ...(body.detail === 'The server could not answer this request.' ? [] : ['the detail tells more than it may']),
        ...(/users|sqlite|no such/i.test(JSON.stringify(body)) ? ['the answer names the cause'] : []),
      ]);
      return { baseline, candidate };
    },
  },
];

/** A check of one server, made of both. */
function onEach(run: (side: Side, world: World) => Promise<readonly string[]>): Check['run'] {
  return async (world) => {
    const baseline = await run('baseline', world);
    return { baseline, candidate: await run('candidate', world) };
  };
}

function expectStatus(what: string, status: number | undefined, expected: number): string[] {
  return status === expected ? [] : [`${what}: status ${status}, ${expected} is right`];
}

function register({ send }: World, side: Side, email: string, password: string): Promise<Reply> {
  const body = { email, password, firstName: 'Ada', lastName: 'Lovelace', role: 'educator' };
  return send(side, 'POST /api/auth/register', { body });
}

function login({ send }: World, side: Side, email: string, password: string): Promise<Reply> {
  return send(side, 'POST /api/auth/login', { body: { email, password } });
}
