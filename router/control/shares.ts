import type { Admission, Admit } from '../proxy/admission.ts';

/** Shares that another worker decides: what one that retires goes by. */
export interface Shares {
  readonly admit: Admit;
  /** By operationId; of what is no share nobody goes to the candidate. */
  set(effective: unknown): void;
}

const NOBODY: Admission = { percentage: 0, held: 'nobody decides here' };

export function createShares(): Shares {
  let admissions: ReadonlyMap<string, Admission> = new Map();
  return {
    admit: ({ id }) => admissions.get(id) ?? NOBODY,
    set(effective) {
      if (typeof effective !== 'object' || effective === null) return;
      const shares = Object.entries(effective).filter(([, share]) => typeof share === 'number');
      admissions = new Map(shares.map(([id, percentage]) => [id, { percentage }]));
    },
  };
}
