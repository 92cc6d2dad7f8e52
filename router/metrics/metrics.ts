import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { Operation } from '../../contract/operations.ts';
import type { RouteRefusal } from '../proxy/forced-route.ts';
import type { Observer } from '../proxy/observe.ts';
import type { MeasuredShare } from './measured-share.ts';
import { RequestSeries } from './request-series.ts';
import { createStateSeries, type RouterState } from './state-series.ts';
import { Traffic } from './traffic.ts';

export interface Metrics {
  readonly observe: Observer;
  routeRefused(why: RouteRefusal): void;
  /** The share that an operation's traffic shows, beside the one in force (0 to 100). */
  measured(operationId: string, effective: number): MeasuredShare;
  /** All series, in Prometheus' text format. */
  text(state: RouterState): Promise<{ readonly text: string; readonly contentType: string }>;
  close(): void;
}

const TURN_MS = 60_000;
/** Of the measurement of the event loop's delay, which wakes the process up so often. */
const PRECISION_MS = 20;

/** Counts what happens to requests. Costs about a microsecond for each. */
export function createMetrics(operations: readonly Pick<Operation, 'id'>[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: PRECISION_MS });
  const requests = new RequestSeries(operations, registry);
  const showState = createStateSeries(registry);
  const routesRefused = new Counter({
    name: 'lockstep_router_forced_routes_refused_total',
    help: 'Requests that asked for a server with a token and did not get it, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  const traffic = new Traffic(operations.map(({ id }) => id));
  const timer = setInterval(() => traffic.turn(), TURN_MS).unref();
  return {
    observe(observation) {
      requests.observe(observation);
      traffic.observe(observation);
    },
    routeRefused: (reason) => routesRefused.inc({ reason }),
    measured: (operationId, effective) => traffic.measured(operationId, effective),
    async text(state) {
      showState(state);
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
    close: () => clearInterval(timer),
  };
}
