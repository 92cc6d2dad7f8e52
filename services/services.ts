import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AiProvider, BuildInfo, Context, Log } from '../handlers/context.ts';
import { createLocalAiProvider } from './ai/local-provider.ts';
import type { BudgetStore } from './limits/budget-store.ts';
import { createLimiter } from './limits/limiter.ts';
import { createMemoryBudgetStore } from './limits/memory-budget-store.ts';
import { openSqliteBudgetStore } from './limits/sqlite-budget-store.ts';
import { OWASP_COST } from './passwords/argon2id.ts';
import { closeBcrypt } from './passwords/bcrypt.ts';
import { createPasswords } from './passwords/passwords.ts';
import type { Scopes } from './scope.ts';
import { createSeededScopes } from './seeded/scopes.ts';
import { openSqlite } from './store/sqlite.ts';
import { createUsers } from './store/users.ts';
import { createTokens, createVerifiedTokens } from './tokens/tokens.ts';

export interface ServiceOptions {
  readonly dataDir: string;
  readonly jwtSecret: string;
  readonly jwtLifeSeconds: number;
  readonly rateLimit: 'on' | 'off';
  readonly aiTimeoutMs: number;
  readonly aiQueueLimit: number;
  readonly log: Log;
  readonly build: BuildInfo;
  /** Only in tests: what is random or of the moment derives from it. */
  readonly testSeed?: string | undefined;
}

/** The real things behind the requests' scopes, and how to end them. */
export interface Services {
  readonly scopeOf: Scopes;
  close(): Promise<void>;
}

/** Under a seed no answer may depend on how busy the machine is; what `/health` says of the configuration stays the same. */
const SEEDED_AI = { timeoutMs: 60_000, queueLimit: 10_000 };

/** @throws {StoreError} when a database cannot be used */
export async function openServices(options: ServiceOptions): Promise<Services> {
  const { dataDir, log, testSeed } = options;
  const clock = { now: () => new Date() };
  const db = await openSqlite(join(dataDir, 'lockstep.sqlite'));
  const limiter = createLimiter({
    // Under a seed each test case has budgets of its own, which nobody else could share.
    store: testSeed === undefined ? openSharedBudgets(dataDir, log) : createMemoryBudgetStore(),
    now: () => clock.now().getTime(),
    ceilings: options.rateLimit,
  });
  const ai = createLocalAiProvider(
    testSeed === undefined ? { timeoutMs: options.aiTimeoutMs, queueLimit: options.aiQueueLimit } : SEEDED_AI,
  );
  warmUp(ai, log);

  const secret = new TextEncoder().encode(options.jwtSecret);
  const lifeSeconds = options.jwtLifeSeconds;
  const verifiedTokens = createVerifiedTokens();
  const context: Context = {
    users: createUsers(db),
    passwords: createPasswords({ cost: OWASP_COST, randomBytes }),
    tokens: createTokens({ secret, lifeSeconds, clock, verified: verifiedTokens }),
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
  const shared = { context, limiter };
  const scopeOf =
    testSeed === undefined
      ? () => shared
      : createSeededScopes({ seed: testSeed, base: context, limiter, secret, lifeSeconds, verifiedTokens });
  return { scopeOf, close };
}

function openSharedBudgets(dataDir: string, log: Log): BudgetStore {
  return openSqliteBudgetStore({
    file: join(dataDir, 'limits.sqlite'),
    onError: (error) => log.error({ err: error }, 'the store of the limits did not answer'),
  });
}

/** The engine's first answer takes several times as long as the later ones; nobody waits for it here. */
function warmUp(ai: AiProvider & { warmUp(): Promise<void> }, log: Log): void {
  ai.warmUp().catch((error: unknown) => log.warn({ err: error }, 'the AI engine did not warm up'));
}
