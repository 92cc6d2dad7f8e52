import type { ControlEvent } from '../admin/control.ts';
import type { Gate } from '../gate/gate.ts';
import { BREAKER } from '../health/breaker.ts';
import { type Breakers, createBreakers } from '../health/breakers.ts';
import type { Outcome } from '../rollout/outcome.ts';
import type { Rollout } from '../rollout/rollout.ts';
import { reasonsOf } from './gatekeeper.ts';
import type { ControlPlaneOptions } from './options.ts';

export interface JudgingParts extends Pick<ControlPlaneOptions, 'contract' | 'giveUp' | 'logger' | 'firstBackoffMs'> {
  readonly rollout: Rollout;
  readonly gate: Gate;
  readonly emit: (event: ControlEvent) => void;
}

/** The breakers, over the rollout: a trip is remembered with the proof that was there, and nothing is let go without a look of the gate. */
export function createJudging({
  contract,
  giveUp,
  firstBackoffMs,
  logger,
  rollout,
  gate,
  emit,
}: JudgingParts): Breakers {
  const { operations } = contract;
  const warnOfFailure = (outcome: Outcome) => {
    if (!outcome.ok) logger.warn(reasonsOf(outcome));
  };
  return createBreakers({
    operations,
    trips: rollout.state().trips,
    history: rollout.history({ limit: 200 }).entries,
    settings: { ...BREAKER, firstBackoffMs },
    isUsed: () => Object.values(rollout.effective()).some((share) => share > 0),
    trip: (scope, trip) => {
      const { proof } = gate.evidence;
      const under = proof?.kind === 'signed' ? { proof: proof.id } : {};
      void rollout.trip(scope, { ...trip, ...under }).then(warnOfFailure);
    },
    recover: async (scope, why) => {
      await gate.look('anew');
      const outcome = await rollout.recover(scope, 'breaker', why);
      warnOfFailure(outcome);
      return outcome.ok;
    },
    setTrial: rollout.setTrial,
    giveUp,
    onVerdict: ({ scope, line, finding }) => {
      if (finding === 'trip') logger.warn(line);
      else logger.info(line);
      emit({ kind: 'verdict', scope, finding, line });
    },
  });
}
