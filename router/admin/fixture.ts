/** What the tests put around the admin API: a rollout over a disk in memory, and a client that holds each answer against the contract. */
import type { TestContext } from 'node:test';
import { listen } from '../listen.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { createFakeDisk, type FakeDisk, OPERATION_TABLE, type StartOptions, start } from '../rollout/fixture.ts';
import type { Rollout } from '../rollout/rollout.ts';
import type { Control, ControlEvent } from './control.ts';
import type { EventLimits } from './events.ts';
import { type Ask, createClient, TOKEN } from './fixtures/client.ts';
import { controlOver } from './fixtures/control.ts';
import { createAdminServer } from './server.ts';

export { TOKEN } from './fixtures/client.ts';
export { DIFFERENCE } from './fixtures/control.ts';

export interface Admin {
  readonly url: string;
  readonly disk: FakeDisk;
  readonly rollout: Rollout;
  readonly restarts: number;
  emit(event: ControlEvent): void;
  /** Operations that were answered with success so far. */
  readonly succeeded: ReadonlySet<string>;
  readonly faults: readonly unknown[];
  readonly ask: Ask;
}

export interface AdminChanges extends StartOptions {
  readonly eventLimits?: EventLimits;
  readonly control?: Partial<Control>;
}

/** An admin server over a rollout whose gate is open, unless the test says otherwise; closed with the test. */
export async function startAdmin(test: TestContext, changes: AdminChanges = {}): Promise<Admin> {
  const { eventLimits, control: changed, ...options } = changes;
  const disk = createFakeDisk();
  const { rollout } = await start(disk, options);
  const succeeded = new Set<string>();
  const faults: unknown[] = [];
  const metrics = createMetrics(OPERATION_TABLE);
  let restarts = 0;
  const { control, emit } = controlOver(rollout, metrics.measured, () => (restarts += 1));
  const admin = await createAdminServer({
    control: { ...control, ...changed },
    token: TOKEN,
    metrics: metrics.text,
    onFault: (error) => faults.push(error),
    ...(eventLimits === undefined ? {} : { eventLimits }),
  });
  const url = await listen(admin.server, '127.0.0.1', 0);
  test.after(async () => {
    metrics.close();
    admin.server.closeAllConnections();
    await admin.close();
  });
  return {
    url,
    disk,
    rollout,
    get restarts() {
      return restarts;
    },
    emit,
    succeeded,
    faults,
    ask: createClient(url, (operationId) => succeeded.add(operationId)),
  };
}
