import { request } from '../request.ts';
import { answers, type Send, type Step } from '../step.ts';
import type { World } from '../world.ts';
import { asStudent, JSON_TYPE, type Line, PROFILE, table } from './lines.ts';

const times = (count: number, send: Send): readonly Send[] => Array.from({ length: count }, () => send);
const generate = (world: World, token: World['student'], body: object = {}): Send =>
  request('POST', '/api/ai/generate', { headers: { ...asStudent({ ...world, student: token }), ...JSON_TYPE }, body });

/** One at a time: tokens are verified beside each other, and the order in which that ends is nobody's promise. */
const inTurn = (...sends: readonly Send[]): readonly Step[] =>
  sends.flatMap((send, index) => [send, answers(index + 1)]);

const users: readonly Line[] = [
  [
    'the last that is allowed',
    'row 63',
    (world) => inTurn(...times(10, generate(world, world.student))),
    { status: 400, answers: 10, headers: { ratelimit: /"user-60";r=0;t=60, "user-3600";r=90;t=3600/ } },
  ],
  [
    'one too many',
    'rows 63, 66',
    (world) => inTurn(...times(11, generate(world, world.student))),
    {
      status: 429,
      code: 'rate_limited',
      answers: 11,
      headers: {
        'retry-after': '60',
        'ratelimit-policy': '"address-60";q=600;w=60, "user-60";q=10;w=60, "user-3600";q=100;w=3600',
      },
    },
  ],
  [
    'another user',
    "budgets are a user's own",
    (world) => inTurn(...times(11, generate(world, world.student)), generate(world, world.educator)),
    { status: 400, headers: { ratelimit: /"user-60";r=9/ } },
  ],
  [
    'another address of the same user',
    "budgets are a user's own",
    (world) =>
      inTurn(
        ...times(10, generate(world, world.student)),
        request('POST', '/api/ai/generate', { headers: { ...asStudent(world), 'X-Forwarded-For': '192.0.2.77' } }),
      ),
    { status: 429 },
  ],
  [
    'without a token',
    'the order of refusals',
    (world) => inTurn(...times(11, generate(world, world.student)), request('POST', '/api/ai/generate')),
    { status: 401, headers: { ratelimit: /^"address-60"/ } },
  ],
  [
    'another operation of the same user',
    "budgets are an operation's own",
    (world) =>
      inTurn(...times(11, generate(world, world.student)), request('GET', PROFILE, { headers: asStudent(world) })),
    { status: 200 },
  ],
];

export const userLimits = table('limit by user', users, { limits: true });
