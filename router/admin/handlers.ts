import { ProblemError, problem } from '../../contract/problems.ts';
import { EVERYTHING } from '../rollout/state.ts';
import type { Control, Status } from './control.ts';
import { toEntry, toSplit } from './documents.ts';
import type { Handlers, OperationId } from './handler.ts';
import { requireChange, requireOperation, requireScope } from './refusals.ts';

/** The metrics in Prometheus' text format. */
export type MetricsText = (status: Status) => Promise<{ readonly text: string; readonly contentType: string }>;

/** What each operation does, but for the stream of events. */
export function createHandlers(control: Control, metrics: MetricsText): Handlers<Exclude<OperationId, 'watchEvents'>> {
  const { operationIds } = control;
  return {
    getHealth: () => ({ status: 200, body: { status: 'ok' } }),
    getStatus: () => ({ status: 200, body: control.status() }),
    setPercentage: async ({ body }) =>
      changed(requireChange(await control.set(EVERYTHING, body.percentage, body.why), '/body/percentage')),
    setOperationPercentage: async ({ path, body }) => {
      const id = requireOperation(path.operationId, operationIds);
      return changed(requireChange(await control.set(id, body.percentage, body.why), '/body/percentage'));
    },
    rollBack: async ({ body: { scope = EVERYTHING, why } }) =>
      changed(requireChange(await control.rollBack(requireScope(scope, operationIds), why), '/body/scope')),
    pause: async ({ body }) => changed(requireChange(await control.pause(body.why), '/body')),
    resume: async ({ body }) => changed(requireChange(await control.resume(body.why), '/body')),
    rearm: async ({ body: { scope, why } }) =>
      changed(requireChange(await control.rearm(requireScope(scope, operationIds), why), '/body/scope')),
    getJournal: ({ query }) => {
      const { entries, next } = control.history(query);
      return { status: 200, body: { entries: entries.map(toEntry), next: next ?? null } };
    },
    listDifferences: () => ({ status: 200, body: { differences: control.differences() } }),
    getDifference: ({ path: { id } }) => ({ status: 200, body: kept(id, control.difference(id)) }),
    exportDifference: ({ path: { id } }) => ({ status: 200, text: kept(id, control.wireCase(id)) }),
    getMetrics: async () => ({ status: 200, ...(await metrics(control.status())) }),
    restartWorker: () => {
      control.restart();
      return { status: 202, body: { restarting: true } };
    },
  };
}

function changed(view: Parameters<typeof toSplit>[0]) {
  return { status: 200, body: toSplit(view) } as const;
}

function kept<T>(id: string, found: T | undefined): T {
  if (found !== undefined) return found;
  throw new ProblemError(problem('not_found', `No difference ${JSON.stringify(id.slice(0, 100))} is kept.`));
}
