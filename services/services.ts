import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AiProvider, BuildInfo, Context, Log } from '../handlers/context.ts';
import { createLocalAiProvider } from './ai/local-provider.ts';
import { createLimiter, type Limiter } from './limits/limiter.ts';
import { openSqliteBudgetStore } from './limits/sqlite-budget-store.ts';
import { OWASP_COST } from './passwords/argon2id.ts';
import { closeBcrypt } from './passwords/bcrypt.ts';
import { createPasswords } from './passwords/passwords.ts';
import { openSqlite } from './store/sqlite.ts';
import { createUsers } from './store/users.ts';
import { createTokens } from './tokens/tokens.ts';

export interface ServiceOptions {
  readonly dataDir: string;
  readonly jwtSecret: string;
  readonly jwtLifeSeconds: number;
  readonly rateLimit: 'on' | 'off';
  readonly aiTimeoutMs: number;
  readonly aiQueueLimit: number;
  readonly log: Log;
  readonly build: BuildInfo;
}

/** The real things behind a context, and how to end them. */
export interface Services {
  readonly context: Context;
  readonly limiter: Limiter;
  close(): Promise<void>;
}

/** @throws {StoreError} when a database cannot be used */
export async function openServices(options: ServiceOptions): Promise<Services> {
  const { dataDir, log } = options;
  const clock = { now: () => new Date() };
  const db = await openSqlite(join(dataDir, 'lockstep.sqlite'));
  const limiter = createLimiter({
    store: openSqliteBudgetStore({
      file: join(dataDir, 'limits.sqlite'),
      onError: (error) => log.error({ err: error }, 'the store of the limits did not answer'),
    }),
    now: () => clock.now().getTime(),
    ceilings: options.rateLimit,
  });
  const ai = createLocalAiProvider({ timeoutMs: options.aiTimeoutMs, queueLimit: options.aiQueueLimit });
  warmUp(ai, log);

  const context: Context = {
    users: createUsers(db),
    passwords: createPasswords({ cost: OWASP_COST, randomBytes }),
    tokens: createTokens({
      secret: new TextEncoder().encode(options.jwtSecret),
      lifeSeconds: options.jwtLifeSeconds,
      clock,
    }),
    ai,
    clock,
    ids: { next: () => randomUUID() },
    log,
    build: options.build,
  };
  const close = async () => {
    await Promise.all([ai.close(), closeBcrypt(), db.destroy()]);
    limiter.close();
  };
  return { context, limiter, close };
}

/** The engine's first answer takes several times as long as the later ones; nobody waits for it here. */
function warmUp(ai: AiProvider & { warmUp(): Promise<void> }, log: Log): void {
  ai.warmUp().catch((error: unknown) => log.warn({ err: error }, 'the AI engine did not warm up'));
}
