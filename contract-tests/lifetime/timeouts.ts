import type { WireCase } from '../wire/case.ts';
import { more, pipeline, raw, request } from '../wire/request.ts';
import { answers, END, interim, pause } from '../wire/step.ts';

const HEALTH = 'GET /health HTTP/1.1\r\nHost: a\r\n';
const LOGIN = 'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const health = request('GET', '/health');

const LATE = { status: 408, answers: 1, connection: 'ended', body: '' } as const;

type Line = readonly [name: string, why: string, steps: WireCase['steps'], expect: NonNullable<WireCase['expect']>];

const lines: readonly Line[] = [
  ['nothing at all', 'RFC 9112, 9.5', [END], LATE],
  ['a first line that never ends', 'RFC 9110, 15.5.9', [raw('GET /hea'), END], LATE],
  ['a head that never ends', 'RFC 9110, 15.5.9', [raw(HEALTH), END], LATE],
  [
    'a head that grows slowly',
    'RFC 9110, 15.5.9: the whole head has one time',
    [raw(HEALTH), ...Array.from({ length: 40 }, (_, at) => [pause(250), more(`X-${at}: 1\r\n`)]).flat(), END],
    LATE,
  ],
  ['a body that never comes', 'RFC 9110, 15.5.9', [raw(`${LOGIN}Content-Length: 9\r\n\r\n`), END], LATE],
  ['a body that never ends', 'RFC 9110, 15.5.9', [raw(`${LOGIN}Content-Length: 9\r\n\r\n{"a"`), END], LATE],
  [
    'a chunk that never ends',
    'RFC 9110, 15.5.9',
    [raw(`${LOGIN}Transfer-Encoding: chunked\r\n\r\n9\r\n{"a"`), END],
    LATE,
  ],
  [
    'a body that was asked for, and never comes',
    'RFC 9110, 10.1.1',
    [raw(`${LOGIN}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n`), interim(1), END],
    { ...LATE, interim: [100] },
  ],
  [
    'a body that nobody waits for',
    'row 27; RFC 9112, 9.5',
    [raw('POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{'), END],
    { status: 404, answers: 1, connection: 'ended' },
  ],
  [
    'a head that never ends, behind a request',
    'RFC 9112, 9.3.2',
    [pipeline(health, raw('GET /hea')), END],
    [{ status: 200 }, { status: 408 }],
  ],
  ['nothing after an answer', 'row 53; RFC 9112, 9.5', [health, answers(1), END], { answers: 1, connection: 'ended' }],
];

/** Clients that let a server wait for longer than it does: how it ends that. */
export const timeouts: readonly WireCase[] = lines.map(([name, why, steps, expect]) => ({
  name: `timeout: ${name}`,
  why,
  steps,
  expect,
}));
