import type { WireCase } from '../wire/case.ts';
import { more, pipeline, raw, request } from '../wire/request.ts';
import { answers, END, interim, type Send, type Step, until } from '../wire/step.ts';
import type { World } from '../wire/world.ts';

/** What happens to the servers while the connections are held. */
export interface Happenings {
  /** Asks the servers to end when all connections are at this point, and waits until they listen no more. */
  readonly ending: () => Promise<unknown>;
  /** Waits until the idle connections are closed. */
  readonly idleClosed: () => Promise<unknown>;
}

interface Endings {
  readonly idle: readonly WireCase<World>[];
  readonly inUse: readonly WireCase<World>[];
}

/**
 * What is on a connection when a server is asked to end, what is sent afterwards, and what must come back (RFC 9112, 9.6: an orderly
 * end says so in the last answer). Row 56 of the list of known differences.
 */
export function endings(happenings: Happenings): Endings {
  const toCase = ({ name, held, rest, expect }: Line): WireCase<World> => ({
    name: `end: ${name}`,
    why: 'row 56; RFC 9112, 9.6',
    steps: (world) => [...held(world), until('the servers to end', happenings.ending), ...rest(happenings, world)],
    expect,
  });
  return { idle: IDLE.map(toCase), inUse: IN_USE.map(toCase) };
}

interface Line {
  readonly name: string;
  /** Done before the servers are asked to end. */
  readonly held: (world: World) => readonly Step[];
  readonly rest: (happenings: Happenings, world: World) => readonly Step[];
  readonly expect: NonNullable<WireCase['expect']>;
}

const CLOSING = { headers: { connection: 'close' } } as const;
const HEALTH = request('GET', '/health');
const NOTHING = request('GET', '/nothing');
const INVALID = request('POST', '/api/auth/login', { body: { email: 'x' } });
const REGISTRATION = request('POST', '/api/auth/register', {
  body: { email: 'late@example.org', password: 'correct horse', firstName: 'A', lastName: 'B', role: 'student' },
});
const INVITED = request('POST', '/api/auth/login', {
  headers: { 'Content-Type': 'application/json', 'Content-Length': '13', Expect: '100-continue' },
});
const prompt = ({ student }: World) =>
  request('POST', '/api/ai/generate', {
    headers: { Authorization: `Bearer ${student.token}` },
    body: { prompt: 'We go.', type: 'suggestion' },
  });

const IDLE: readonly Line[] = [
  {
    name: 'nothing: idle',
    held: () => [HEALTH, answers(1)],
    rest: () => [END],
    expect: { answers: 1, connection: 'ended' },
  },
  {
    name: 'nothing: idle after several',
    held: () => [pipeline(HEALTH, NOTHING, INVALID), answers(3)],
    rest: () => [END],
    expect: { answers: 3, connection: 'ended' },
  },
];

const IN_USE: readonly Line[] = [
  finished('a head that is cut within its fields', HEALTH, -2, 200),
  finished('a head that is cut within its first line', NOTHING, 8, 404),
  finished('a body that is cut', INVALID, -3, 400),
  finished('a body that is cut, and the database behind it', REGISTRATION, -3, 201),
  finished('a body that is cut, and the AI engine behind it', prompt, -3, 200),
  {
    ...finished('a body that is cut, and a request behind it', INVALID, -3, 400),
    rest: () => [pipeline(more(INVALID.bytes.subarray(-3)), HEALTH), answers(2), END],
  },
  {
    ...finished('a body that is cut until idle connections are closed, which is at once', INVALID, -3, 400),
    rest: ({ idleClosed }) => [
      until('idle connections to be closed', idleClosed),
      more(INVALID.bytes.subarray(-3)),
      answers(2),
      END,
    ],
  },
  {
    name: 'a body that was asked for',
    held: () => [pipeline(HEALTH, INVITED), answers(1), interim(1)],
    rest: () => [more('{"email":"x"}'), answers(2), END],
    expect: [{ status: 200 }, { status: 400, code: 'validation_failed', ...CLOSING }],
  },
  {
    name: 'a body that never ends: cut off when the time is over',
    held: () => [cut(INVALID, -3), answers(1)],
    rest: () => [END],
    expect: { answers: 1, connection: 'ended' },
  },
  {
    ...finished('a head that is refused', HEALTH, -2, 400),
    rest: () => [more('X : 1\r\n\r\n'), answers(2), END],
  },
];

/** Connections that are held on each server. */
export const ENDINGS = IDLE.length + IN_USE.length;

/** The rest of a request, sent when the server has been asked to end, is read, and answered as ever; and that was the last answer. */
function finished(name: string, whole: Send | ((world: World) => Send), cutAt: number, status: number): Line {
  const of = (world: World) => (typeof whole === 'function' ? whole(world) : whole);
  return {
    name,
    held: (world) => [cut(of(world), cutAt), answers(1)],
    rest: (_, world) => [more(of(world).bytes.subarray(cutAt)), answers(2), END],
    expect: [{ status: 200 }, { status, ...CLOSING }],
  };
}

/**
 * A whole request, and behind it the beginning of another: the answer to the first says that both have been read, because they
 * come in one packet.
 */
function cut(send: Send, end: number): Send {
  return pipeline(HEALTH, { ...raw(send.bytes.subarray(0, end)), requests: send.requests });
}
