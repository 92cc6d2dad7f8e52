import type { Contract } from '../../contract/document.ts';
import { assessProof } from '../../parity/proof-assessment.ts';
import type { LiveIdentity } from '../../parity/proof-identity.ts';
import type { KeptProof } from './kept-proof.ts';

/** What the gate says of an operation. */
export interface GateVerdict {
  /** Why its share may not be raised; empty: it may. */
  readonly againstRaising: readonly string[];
  /** Why it may not even keep its share; empty: it may. `unknown`: not both servers have said yet what they are. */
  readonly againstStaying: readonly string[] | 'unknown';
}

/** What is held against each other. */
export interface Evidence {
  readonly kept: KeptProof;
  readonly contract: Contract;
  /** What each server said last that it is; `undefined` where it never did. */
  readonly baseline: LiveIdentity | undefined;
  readonly candidate: LiveIdentity | undefined;
  readonly now: Date;
}

/**
 * By operationId. A proof that has expired says nothing against what was raised while it held; everything else that does not fit says
 * that other things run than were proven alike.
 */
export function judgeAll({ kept, contract, baseline, candidate, now }: Evidence): ReadonlyMap<string, GateVerdict> {
  const ids = contract.operations.map(({ id }) => id);
  if (kept.kind !== 'signed') {
    const reasons = [kept.reason];
    return new Map(ids.map((id) => [id, { againstRaising: reasons, againstStaying: reasons }]));
  }
  const unknown = baseline === undefined || candidate === undefined;
  const coverage = assessProof(kept.proof, { baseline, candidate, contract, now });
  return new Map(
    ids.map((id): [string, GateVerdict] => {
      const covered = coverage.get(id);
      const reasons = covered?.kind === 'not-covered' ? covered.reasons : [];
      const lasting = reasons.filter(({ kind }) => kind !== 'expired' && kind !== 'server-unknown');
      return [
        id,
        {
          againstRaising: reasons.map(({ text }) => text),
          againstStaying: lasting.length === 0 && unknown ? 'unknown' : lasting.map(({ text }) => text),
        },
      ];
    }),
  );
}

/** Where no proof is required. */
export const OPEN: GateVerdict = { againstRaising: [], againstStaying: [] };
