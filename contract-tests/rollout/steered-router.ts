import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { call, type Reply } from '../client.ts';
import { end, PAIR_REPLAY_TOKEN, type ServerName, startProcess } from '../pair.ts';
import type { Entry, Status } from './admin-answers.ts';

/** The router as its two processes, and a hand on its admin API. */
export interface SteeredRouter {
  readonly url: string;
  /** All that it has printed. */
  readonly output: () => string;
  /** One request to the admin API: `admin('PUT /percentage', { percentage: 10, why: 'a test' })`. */
  admin(request: string, body?: unknown): Promise<Reply>;
  status(): Promise<Status>;
  /** Newest first. */
  journal(): Promise<readonly Entry[]>;
  /** The process that holds the sockets, and its worker that was the last to say that it serves. */
  readonly front: ChildProcess;
  workerPid(): number;
  /** Ends it without a chance to do anything, and waits until it is gone; a front starts another worker then, and that is waited for. */
  kill(whom: 'front' | 'worker' | 'both'): Promise<void>;
  stop(): Promise<void>;
}

export const ADMIN_TOKEN = 'an-admin-token-for-tests';
const LISTENS_WITHIN_MS = 20_000;

/** @param dataDir of its journal, and of the proof */
export async function startRouter(
  dataDir: string,
  urls: Readonly<Record<ServerName, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<SteeredRouter> {
  let printed = '';
  const { child, url } = await startProcess(
    'router',
    {
      ROUTER_PORT: '0',
      ROUTER_ADMIN_PORT: '0',
      ROUTER_ADMIN_TOKEN: ADMIN_TOKEN,
      ROUTER_REPLAY_TOKEN: PAIR_REPLAY_TOKEN,
      EXPRESS_URL: urls.express,
      FASTIFY_URL: urls.fastify,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      SHUTDOWN_TIMEOUT_MS: '1000',
      ...env,
    },
    { onOutput: (chunk) => (printed += chunk) },
  );
  const stop = () => end(child, 'SIGTERM');
  try {
    const first = await until('the worker says where it listens', LISTENS_WITHIN_MS, async () => workerIn(printed));
    const adminUrl = first.adminUrl;
    const workerPid = () => workerIn(printed)?.pid ?? first.pid;
    const admin = (request: string, body?: unknown) => call(adminUrl, request, { token: ADMIN_TOKEN, body });
    return {
      url,
      output: () => printed,
      admin,
      status: async () => (await admin('GET /status')).body,
      journal: async () => (await admin('GET /journal?limit=100')).body.entries,
      front: child,
      workerPid,
      async kill(whom) {
        const pid = workerPid();
        const dying = whom === 'worker' ? undefined : end(child, 'SIGKILL');
        if (whom !== 'front') process.kill(pid, 'SIGKILL');
        await dying;
        if (whom === 'worker') {
          await until('another worker serves', LISTENS_WITHIN_MS, async () => (workerPid() === pid ? undefined : true));
        } else await until('the worker has ended', LISTENS_WITHIN_MS, async () => (isAlive(pid) ? undefined : true));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const ASK_AGAIN_MS = 20;

/**
 * Asks again and again until there is an answer.
 * @throws {Error} that says what did not come about in time, with the last error
 */
export async function until<Answer>(
  what: string,
  withinMs: number,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`, { cause });
    await wait(ASK_AGAIN_MS);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** As the line of the worker that came last says. */
function workerIn(printed: string): { readonly pid: number; readonly adminUrl: string } | undefined {
  const lines = printed.split('\n').slice(0, -1);
  const line = lines.findLast((each) => each.includes('"adminUrl"') && each.endsWith('"msg":"listening"}'));
  return line === undefined ? undefined : JSON.parse(line);
}
