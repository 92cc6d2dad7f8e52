import type { Control, ControlEvent, Status } from '../admin/control.ts';
import type { Gate } from '../gate/gate.ts';
import type { Rollout } from '../rollout/rollout.ts';
import type { Shadow } from '../shadow/shadow.ts';

export interface OperatorParts {
  readonly operationIds: readonly string[];
  readonly rollout: Rollout;
  readonly gate: Gate;
  readonly shadow: Shadow;
  readonly status: () => Status;
  readonly subscribe: (listener: (event: ControlEvent) => void) => () => void;
  readonly restart: () => void;
}

/** What the admin API can do, on behalf of whoever holds its token. What may raise a share lets the gate look anew first. */
export function createOperator({
  operationIds,
  rollout,
  gate,
  shadow,
  status,
  subscribe,
  restart,
}: OperatorParts): Control {
  const looked = async <Outcome>(change: () => Promise<Outcome>): Promise<Outcome> => {
    await gate.look('anew');
    return change();
  };
  return {
    operationIds,
    view: () => ({ state: rollout.state(), effective: rollout.effective(), held: rollout.held() }),
    status,
    set: (scope, to, why) => looked(() => rollout.set(scope, to, 'operator', why)),
    // To lower must not wait for servers that hang.
    rollBack: (scope, why) => rollout.rollBack(scope, 'operator', why),
    pause: (why) => rollout.pause('operator', why),
    resume: (why) => looked(() => rollout.resume('operator', why)),
    rearm: (scope, why) => looked(() => rollout.recover(scope, 'operator', why)),
    history: rollout.history,
    differences: () => shadow.list(),
    difference: (id) => shadow.get(id),
    wireCase: (id) => shadow.exportCase(id),
    subscribe,
    restart,
  };
}
