import type { Context } from '../../handlers/context.ts';
import type { Budgets, Limiter } from '../limits/limiter.ts';
import type { Argon2Cost } from '../passwords/argon2id.ts';
import { createPasswords } from '../passwords/passwords.ts';
import type { Scopes } from '../scope.ts';
import { createTokens, type VerifiedTokens } from '../tokens/tokens.ts';
import { createDerivation } from './derivation.ts';
import { parseTestCase } from './test-case.ts';

/** The beginning of all time under a seed. A fixed instant: results must not depend on when they were made. */
export const SEEDED_EPOCH_MS = Date.UTC(2026, 0, 1);

/** The least that argon2 allows (RFC 9106, 3.1), so that tests spend their time on what they test. */
const MINIMUM_COST: Argon2Cost = { memoryKib: 8, passes: 1, parallelism: 1 };

export interface SeededOptions {
  readonly seed: string;
  readonly base: Context;
  readonly limiter: Limiter;
  readonly secret: Uint8Array;
  readonly lifeSeconds: number;
  readonly verifiedTokens: VerifiedTokens;
}

/**
 * Scopes in which clock, ids, salts and token times derive from the seed and the case that the request names, never from the order
 * of requests or the time of day: two servers, each on its own copy of a database, must then give equal answers however many
 * requests they serve at once. Everything else is the real thing.
 */
export function createSeededScopes({
  seed,
  base,
  limiter,
  secret,
  lifeSeconds,
  verifiedTokens,
}: SeededOptions): Scopes {
  return (caseField) => {
    const testCase = parseTestCase(caseField);
    const nowMs = SEEDED_EPOCH_MS + testCase.atSeconds * 1000;
    const clock = { now: () => new Date(nowMs) };
    const derivation = createDerivation(seed, testCase.key);
    const context: Context = {
      ...base,
      clock,
      ids: { next: () => derivation.uuid() },
      passwords: createPasswords({ cost: MINIMUM_COST, randomBytes: derivation.bytes }),
      tokens: createTokens({ secret, lifeSeconds, clock, verified: verifiedTokens }),
    };
    const conditions = { nowMs, ceilings: testCase.limits ? 'on' : 'off' } as const;
    const ownBudgets = (budgets: Budgets) => ({ ...budgets, scope: `${testCase.name} ${budgets.scope}` });
    return {
      context,
      limiter: {
        take: (budgets, caller) => limiter.take(ownBudgets(budgets), caller, conditions),
        look: (budgets, caller) => limiter.look(ownBudgets(budgets), caller, conditions),
      },
    };
  };
}
