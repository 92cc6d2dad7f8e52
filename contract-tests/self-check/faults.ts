import type { Answer, Plant } from './faulty-proxy.ts';

/** A fault in the answers of one server, and what the report has to say of it. */
export interface Fault {
  readonly name: string;
  readonly plant: Plant;
  readonly named: RegExp;
}

/** Faults of `GET /api/auth/profile`, which answers 200 with `{ user }` and 401 with a problem document. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'a renamed field',
    plant: inUser(({ firstName, ...user }) => ({ ...user, givenName: firstName })),
    named: /firstName.*givenName/,
  },
  { name: 'a missing field', plant: inUser(({ createdAt: _, ...user }) => user), named: /createdAt/ },
  {
    name: 'an extra field',
    plant: inUser((user) => ({ ...user, passwordHash: 'x' })),
    named: /passwordHash/,
  },
  { name: 'a wrong type', plant: inUser((user) => ({ ...user, isVerified: 'false' })), named: /isVerified/ },
  { name: 'a wrong enum', plant: inUser((user) => ({ ...user, role: 'owner' })), named: /role/ },
  { name: 'a null', plant: inUser((user) => ({ ...user, lastName: null })), named: /lastName/ },
  { name: 'a wrong format', plant: inUser((user) => ({ ...user, createdAt: 'yesterday' })), named: /createdAt/ },
  {
    name: 'a renamed field of a problem',
    plant: on(401, (answer) => withBody(answer, ({ error, ...problem }) => ({ ...problem, message: error }))),
    named: /required property: error/,
  },
  {
    name: 'a missing header',
    plant: ({ headers: { ratelimit: _, ...headers }, ...answer }) => ({ ...answer, headers }),
    named: /ratelimit/i,
  },
  {
    name: 'a wrong header value',
    plant: (answer) => ({ ...answer, headers: { ...answer.headers, 'x-request-id': 'x'.repeat(200) } }),
    named: /X-Request-Id/,
  },
  {
    name: 'another media type',
    plant: on(401, (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } })),
    named: /content-type/i,
  },
  { name: 'another status', plant: on(200, (answer) => ({ ...answer, status: 203 })), named: /203/ },
  { name: 'a body that is not JSON', plant: on(200, (answer) => ({ ...answer, body: '<p>Hello</p>' })), named: /JSON/ },
  { name: 'no answer', plant: on(200, () => undefined), named: /socket hang up|ECONNRESET/ },
];

function on(status: number, plant: Plant): Plant {
  return (answer) => (answer.status === status ? plant(answer) : answer);
}

type Members = Readonly<Record<string, unknown>>;

function inUser(change: (user: Members) => Members): Plant {
  return on(200, (answer) => withBody(answer, ({ user, ...others }) => ({ ...others, user: change(user as Members) })));
}

function withBody(answer: Answer, change: (body: Members) => Members): Answer {
  return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body) as Members)) };
}
