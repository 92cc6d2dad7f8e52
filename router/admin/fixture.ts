/** What the tests put around the admin API: a rollout over a disk in memory, and a client that holds each answer against the contract. */
import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { TestContext } from 'node:test';
import { loadContract } from '../../contract/document.ts';
import { createMatcher } from '../../contract/match.ts';
import type { Answer } from '../../parity/answer.ts';
import { createJudge } from '../../parity/conformance/judge.ts';
import { listen } from '../listen.ts';
import { createMetrics } from '../metrics/metrics.ts';
import {
  createFakeDisk,
  type FakeDisk,
  OPERATION_TABLE,
  OPERATIONS,
  type StartOptions,
  start,
} from '../rollout/fixture.ts';
import type { Rollout } from '../rollout/rollout.ts';
import type { Control, ControlEvent, Difference, Status } from './control.ts';
import type { EventLimits } from './events.ts';
import { ADMIN_CONTRACT, createAdminServer } from './server.ts';

export const TOKEN = 'token-of-the-tests-0123456789';

const contract = loadContract(ADMIN_CONTRACT);
const judge = createJudge(contract);
const match = createMatcher(contract.operations);

export const DIFFERENCE: Difference = {
  id: '7',
  at: '2026-01-02T00:00:00.000Z',
  operationId: 'listUsers',
  method: 'GET',
  target: '/users',
  lines: ['status: 200 on express, 404 on fastify'],
  request: { headers: [{ name: 'Host', value: 'a' }], body: emptyBody() },
  express: { status: 200, headers: [], body: emptyBody() },
  fastify: { status: 404, headers: [], body: emptyBody() },
};

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Of a JSON or problem document. */
  readonly document: Readonly<Record<string, unknown>>;
}

export interface AskOptions {
  readonly body?: object | string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Admin {
  readonly url: string;
  readonly disk: FakeDisk;
  readonly rollout: Rollout;
  readonly restarts: number;
  emit(event: ControlEvent): void;
  /** Operations that were answered with success so far. */
  readonly succeeded: ReadonlySet<string>;
  readonly faults: readonly unknown[];
  ask(method: string, path: string, options?: AskOptions): Promise<Answered>;
}

export interface AdminChanges extends StartOptions {
  readonly eventLimits?: EventLimits;
  readonly control?: Partial<Control>;
}

/** An admin server over a rollout whose gate is open, unless the test says otherwise; closed with the test. */
export async function startAdmin(test: TestContext, changes: AdminChanges = {}): Promise<Admin> {
  const { eventLimits, control: changed, ...options } = changes;
  const disk = createFakeDisk();
  const { rollout } = await start(disk, options);
  const listeners = new Set<(event: ControlEvent) => void>();
  const succeeded = new Set<string>();
  const faults: unknown[] = [];
  const metrics = createMetrics(OPERATION_TABLE);
  let restarts = 0;
  const emit = (event: ControlEvent) => {
    for (const listener of listeners) listener(event);
  };
  const view = () => ({ state: rollout.state(), effective: rollout.effective(), held: rollout.held() });
  const control: Control = {
    operationIds: OPERATIONS,
    view,
    status: () => statusOf(rollout, metrics.measured),
    set: (scope, to, why) => rollout.set(scope, to, 'operator', why),
    rollBack: (scope, why) => rollout.rollBack(scope, 'operator', why),
    pause: (why) => rollout.pause('operator', why),
    resume: (why) => rollout.resume('operator', why),
    rearm: (scope, why) => rollout.recover(scope, 'operator', why),
    history: rollout.history,
    differences: () => [summaryOf(DIFFERENCE)],
    difference: (id) => (id === DIFFERENCE.id ? DIFFERENCE : undefined),
    wireCase: (id) => (id === DIFFERENCE.id ? 'export const found = [];\n' : undefined),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    restart: () => {
      restarts += 1;
    },
    ...changed,
  };
  rollout.subscribe(({ entry }) => emit({ kind: 'change', view: view(), entry }));
  const admin = await createAdminServer({
    control,
    token: TOKEN,
    metrics: metrics.text,
    onFault: (error) => faults.push(error),
    ...(eventLimits === undefined ? {} : { eventLimits }),
  });
  const url = await listen(admin.server, '127.0.0.1', 0);
  test.after(async () => {
    metrics.close();
    admin.server.closeAllConnections();
    await admin.close();
  });
  return {
    url,
    disk,
    rollout,
    get restarts() {
      return restarts;
    },
    emit,
    succeeded,
    faults,
    async ask(method, path, { token = TOKEN, ...rest } = {}) {
      const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
      const answer = await exchange(url, method, path, { ...rest, headers: { ...authorization, ...rest.headers } });
      const operation = requireContract(method, path, answer);
      if (answer.status < 300 && operation !== undefined) succeeded.add(operation);
      return toAnswered(answer);
    },
  };
}

/** @throws where an answer is not as the contract says, which may be a 500; gives back the operation's id */
function requireContract(method: string, path: string, answer: Answer): string | undefined {
  const found = match(method, path.replace(/\?.*$/, ''));
  const id = found.kind === 'operation' ? found.operation.id : undefined;
  const lines = judge(id, 'unknown', { method, headers: [] }, answer).filter((line) => !line.startsWith('status 500:'));
  assert.deepEqual(lines, [], `${method} ${path}: ${lines.join('; ')}`);
  return id;
}

function exchange(
  url: string,
  method: string,
  path: string,
  { body, headers = {} }: Omit<AskOptions, 'token'>,
): Promise<Answer> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const about =
    text === undefined ? {} : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(text)}` };
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const options = { hostname, port, method, path, agent: false, headers: { ...about, ...headers } } as const;
    const request = httpRequest(options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const { rawHeaders, statusCode = 0 } = response;
      const lines = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
      );
      const none = { version: '1.1', reason: '', interim: [], trailers: [], complete: true } as const;
      resolve({ ...none, status: statusCode, headers: lines, framing: 'length', body: Buffer.concat(chunks) });
    });
    request.on('error', reject);
    request.end(text);
  });
}

function toAnswered({ status, headers, body }: Answer): Answered {
  const text = body.toString('utf8');
  const fields = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const isJson = /json/.test(fields['content-type'] ?? '') && text !== '';
  return { status, headers: fields, text, document: isJson ? (JSON.parse(text) as Answered['document']) : {} };
}

function statusOf(rollout: Rollout, measured: ReturnType<typeof createMetrics>['measured']): Status {
  const { epoch, percentage, paused, operations, trips } = rollout.state();
  const effective = rollout.effective();
  const breaker = (scope: string) => {
    const trip = Object.hasOwn(trips, scope) ? trips[scope] : undefined;
    return trip === undefined ? ({ state: 'closed' } as const) : ({ state: 'open', trip } as const);
  };
  return {
    epoch,
    percentage,
    paused,
    held: rollout.held() ?? null,
    breaker: breaker('*'),
    operations: OPERATIONS.map((id) => {
      const own = Object.hasOwn(operations, id) ? (operations[id] ?? null) : null;
      return {
        operationId: id,
        own,
        configured: own ?? percentage,
        effective: effective[id] ?? 0,
        held: null,
        measured: measured(id, effective[id] ?? 0),
        breaker: breaker(id),
        gate: { mayRaise: true, mayStay: 'yes', reasons: [] },
      };
    }),
    servers: {
      express: { url: 'http://127.0.0.1:5001', up: true, lastProbe: { status: 200, latencyMs: 1 } },
      fastify: { url: 'http://127.0.0.1:3001', up: null },
    },
    proof: { state: 'none', file: 'proof.json', reason: 'there is no proof' },
    shadow: {
      percentage: 0,
      waiting: 0,
      sent: 0,
      identical: 0,
      different: 0,
      unstable: 0,
      unconfirmed: 0,
      failed: 0,
      dropped: { 'queue full': 2 },
    },
  };
}

function summaryOf({ id, at, operationId, method, target, lines }: Difference) {
  return { id, at, operationId, method, target, lines };
}

function emptyBody() {
  return { sizeBytes: 0, encoding: 'utf-8', content: '', truncated: false } as const;
}
