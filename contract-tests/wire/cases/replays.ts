import { REPLAY_HEADER, replayMark } from '../../../contract/replay-mark.ts';
import { PAIR_REPLAY_TOKEN } from '../../pair.ts';
import { pipeline, request } from '../request.ts';
import type { Send } from '../step.ts';
import { type Line, table } from './lines.ts';

const PATH = '/api/auth/login';
const login = (id: string, headers: Record<string, string> = {}): Send =>
  request('POST', PATH, { headers: { 'X-Request-Id': id, ...headers } });
const marked = (
  id: string,
  of: { method?: string; target?: string; requestId?: string; token?: string } = {},
): Send => {
  const { token = PAIR_REPLAY_TOKEN, ...other } = of;
  return login(id, { [REPLAY_HEADER]: replayMark(token, { method: 'POST', target: PATH, requestId: id, ...other }) });
};
/** All that a minute allows, then these. */
const afterAll = (...then: readonly Send[]): Send =>
  pipeline(...Array.from({ length: 60 }, (_, count) => login(`first-${count}`)), ...then);

const lines: readonly Line[] = [
  [
    'of a request that was counted',
    'the router repeats it; it is not counted twice',
    afterAll(marked('first-59'), marked('first-59')),
    { status: 415, answers: 62, headers: { ratelimit: /r=0;t=60/ } },
  ],
  [
    'spends nothing',
    'what is left stays what it was',
    pipeline(login('one'), marked('one'), marked('one'), login('two')),
    { status: 415, answers: 4, headers: { ratelimit: /r=58;t=60/ } },
  ],
  ['with a forged mark', 'only the router has the token', afterAll(marked('a', { token: 'guessed' })), { status: 429 }],
  [
    'with the mark of another id',
    'a mark is for one request',
    afterAll(marked('a', { requestId: 'b' })),
    { status: 429 },
  ],
  [
    'with the mark of another target',
    'a mark is for one request',
    afterAll(marked('a', { target: '/health' })),
    { status: 429 },
  ],
  [
    'with the mark of another method',
    'a mark is for one request',
    afterAll(marked('a', { method: 'GET' })),
    { status: 429 },
  ],
  ['with an empty mark', 'no mark', afterAll(login('a', { [REPLAY_HEADER]: '' })), { status: 429 }],
];

export const replays = table('replay', lines, { limits: true });
