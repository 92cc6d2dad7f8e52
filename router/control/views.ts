import { proofFileIn } from '../../parity/proof-file.ts';
import type { Status } from '../admin/control.ts';
import type { Breakers } from '../health/breakers.ts';
import type { Rollout } from '../rollout/rollout.ts';
import type { Shadow } from '../shadow/shadow.ts';
import type { Evidence } from './evidence.ts';
import type { ControlPlaneOptions } from './options.ts';
import { splitInWords } from './split-in-words.ts';
import { statusOf } from './status.ts';

export interface ViewParts extends Evidence {
  readonly rollout: Rollout;
  readonly breakers: Breakers;
  readonly shadow: Shadow;
}

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
    lastChange: rollout.history({ limit: 1 }).entries[0],
    verdict: gate.verdict,
  });
  return {
    status: () =>
      statusOf({
        ...split(),
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
    splitInWords: () => splitInWords({ ...split(), requested: options.requested }),
  };
}
