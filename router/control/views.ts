import { proofFileIn } from '../../parity/proof-file.ts';
import type { Status } from '../admin/control.ts';
import type { Breakers } from '../health/breakers.ts';
import type { Rollout } from '../rollout/rollout.ts';
import type { Shadow } from '../shadow/shadow.ts';
import type { Evidence } from './evidence.ts';
import type { ControlPlaneOptions } from './options.ts';
import { lastShareChangeIn, splitInWords } from './split-in-words.ts';
import { statusOf } from './status.ts';

export interface ViewParts extends Evidence {
  readonly rollout: Rollout;
  readonly breakers: Breakers;
  readonly shadow: Shadow;
}

/** Entries among which a change of a share is looked for; a page of the history has no more. */
const LOOK_BACK = 200;

/** What there is to say of the router at this moment. */
export interface Views {
  status(): Status;
  /** One line for whoever started it. */
  splitInWords(): string;
}

export function createViews(
  options: ControlPlaneOptions,
  { rollout, breakers, gate, probes, shadow }: ViewParts,
): Views {
  const operationIds = options.contract.operations.map(({ id }) => id);
  const split = () => ({
    operationIds,
    state: rollout.state(),
    effective: rollout.effective(),
    held: rollout.held(),
    verdict: gate.verdict,
  });
  return {
    status: () =>
      statusOf({
        ...split(),
        lastChange: rollout.history({ limit: 1 }).entries[0],
        upstreams: options.upstreams,
        measured: options.measured,
        breaker: breakers.state,
        evidence: gate.evidence,
        requireProof: options.requireProof,
        proofFile: proofFileIn(options.dataDir),
        probe: probes.latest,
        shadow: { percentage: options.shadowPercentage, waiting: shadow.waiting, counts: shadow.counts() },
        monotonicMs: performance.now(),
        now: new Date(),
      }),
    splitInWords: () => {
      const lastShareChange = lastShareChangeIn(rollout.history({ limit: LOOK_BACK }).entries);
      return splitInWords({ ...split(), requested: options.requested, lastShareChange });
    },
  };
}
