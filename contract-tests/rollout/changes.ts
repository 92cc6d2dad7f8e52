import type { Reply } from '../client.ts';
import type { SteeredRouter } from './steered-router.ts';

/** A share with up to three decimals, mostly above 0. */
const share = () => (Math.random() < 0.1 ? 0 : Math.floor(Math.random() * 100_001) / 1_000);

/** Raises, lowers or rolls back, everything or one operation. */
export function changeAtRandom(router: SteeredRouter, operationIds: readonly string[]): Promise<Reply> {
  const operation = operationIds[Math.floor(Math.random() * operationIds.length)] ?? '';
  const why = 'a test';
  const kind = Math.random();
  if (kind < 0.4) return router.admin('PUT /percentage', { percentage: share(), why });
  if (kind < 0.75) return router.admin(`PUT /operations/${operation}/percentage`, { percentage: share(), why });
  if (kind < 0.85) return router.admin(`PUT /operations/${operation}/percentage`, { percentage: null, why });
  if (kind < 0.95) return router.admin('POST /roll-back', { scope: operation, why });
  return router.admin('POST /roll-back', { why });
}
