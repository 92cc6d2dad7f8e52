import type { Operation } from '../../contract/operations.ts';
import type { Admission } from '../proxy/admission.ts';

/** How often whoever decides says its shares again. */
export const SHARES_REFRESH_MS = 1_000;

/** Shares that nobody has said for so long hold no longer: whoever would take them back has gone. */
export const SHARES_EXPIRE_MS = 5_000;

/** Shares that another worker decides: what one that retires goes by, as long as they are said again. */
export interface Shares {
  readonly admit: (operation: Pick<Operation, 'id'>) => Admission;
  /** By operationId; of what is no share nobody goes to the candidate. */
  set(effective: unknown): void;
}

const NOBODY: Admission = { percentage: 0, held: 'nobody decides here' };

/** @param now monotonic, in milliseconds */
export function createShares(now: () => number = () => performance.now()): Shares {
  let admissions: ReadonlyMap<string, Admission> = new Map();
  let saidAt = 0;
  return {
    admit: ({ id }) => (now() - saidAt > SHARES_EXPIRE_MS ? NOBODY : (admissions.get(id) ?? NOBODY)),
    set(effective) {
      if (typeof effective !== 'object' || effective === null) return;
      const shares = Object.entries(effective).filter(([, share]) => typeof share === 'number');
      saidAt = now();
      admissions = new Map(shares.map(([id, percentage]) => [id, { percentage }]));
    },
  };
}
