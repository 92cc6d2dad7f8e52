import type { ConnectionExpectation, Expectation, WireCase } from '../case.ts';
import { raw } from '../request.ts';
import type { World } from '../world.ts';

export type Expected = NonNullable<WireCase<World>['expect']>;

/** One line of a table: a text stands for bytes (latin-1), a number for the status of the last answer. */
export type Line = readonly [
  name: string,
  why: string,
  steps: string | WireCase<World>['steps'],
  expect: number | Expected,
];

/** The wire cases of a table; `group` begins their names, `more` holds for all of them. */
export function table(
  group: string,
  lines: readonly Line[],
  more: Pick<WireCase<World>, 'limits' | 'stateful'> = {},
): readonly WireCase<World>[] {
  return lines.map(([name, why, steps, expect]) => ({
    name: `${group}: ${name}`,
    why,
    steps: typeof steps === 'string' ? raw(steps) : steps,
    expect: typeof expect === 'number' ? { status: expect } : expect,
    ...more,
  }));
}

/** One answer, after which the connection goes on. */
export function open(status: number, more: Expectation = {}): Expectation & ConnectionExpectation {
  return { status, answers: 1, connection: 'open', ...more };
}

/** One answer, after which the server ends the connection. */
export function ended(status: number, more: Expectation = {}): Expectation & ConnectionExpectation {
  return { status, answers: 1, connection: 'ended', ...more };
}

/** What node's parser refuses: a bare status, for there is no request whose form of answer could be known. */
export const MALFORMED = ended(400, { body: '' });

/** The beginning of a request head, for lines that go on with what they are about. */
export const HEALTH = 'GET /health HTTP/1.1\r\nHost: a\r\n';
export const LOGIN = 'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
export const PROFILE = '/api/auth/profile';
export const JSON_TYPE = { 'Content-Type': 'application/json' } as const;

export const asStudent = ({ student }: World) => ({ Authorization: `Bearer ${student.token}` });
