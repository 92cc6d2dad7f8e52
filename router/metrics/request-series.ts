import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Operation } from '../../contract/operations.ts';
import type { RoutedTo } from '../proxy/answer.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import type { Observation } from '../proxy/observe.ts';

type Seen<Kind extends Observation['kind']> = Extract<Observation, { kind: Kind }>;

/** Label of whatever the contract does not know: any number of paths must not make any number of series. */
export const NO_OPERATION = '(none)';

const ROUTES: readonly RoutedTo[] = ['express', 'fastify', 'none'];
const UPSTREAMS: readonly UpstreamName[] = ['express', 'fastify'];
/** By the first digit of a status; the first one is for requests that got no answer. */
const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The series that requests make. What every request counts is looked up once, at the start; the rest is rare. */
export class RequestSeries {
  readonly #byOperation: ReadonlyMap<string, OperationSeries>;
  readonly #none: OperationSeries;
  readonly #failures: Counter<'operation' | 'upstream' | 'reason'>;
  readonly #fallbacks: Counter<'operation' | 'to' | 'reason'>;
  readonly #retries: Counter<'upstream'>;
  readonly #incomplete: Counter<'operation'>;
  readonly #faults: Counter;
  #inFlight = 0;

  constructor(operations: readonly Pick<Operation, 'id'>[], registry: Registry) {
    const registers = [registry];
    const make = seriesMaker(registry);
    this.#byOperation = new Map(operations.map(({ id }) => [id, make(id)]));
    this.#none = make(NO_OPERATION);
    this.#failures = new Counter({
      name: 'lockstep_router_attempts_failed_total',
      help: 'Attempts in which a server gave no (whole) answer, or one that another server may mend; also where the client was served after all.',
      labelNames: ['operation', 'upstream', 'reason'],
      registers,
    });
    this.#fallbacks = new Counter({
      name: 'lockstep_router_fallbacks_total',
      help: 'Requests for which another server than the decided one was asked.',
      labelNames: ['operation', 'to', 'reason'],
      registers,
    });
    this.#retries = new Counter({
      name: 'lockstep_router_retries_total',
      help: 'Requests that were sent again to the same server, on a fresh connection.',
      labelNames: ['upstream'],
      registers,
    });
    this.#incomplete = new Counter({
      name: 'lockstep_router_incomplete_total',
      help: 'Requests whose client did not get a whole answer: it went away, or the answer was cut short.',
      labelNames: ['operation'],
      registers,
    });
    this.#faults = new Counter({
      name: 'lockstep_router_faults_total',
      help: 'Failures of the router itself.',
      registers,
    });
    const inFlight = () => this.#inFlight;
    new Gauge({
      name: 'lockstep_router_in_flight',
      help: 'Requests that were decided and have not ended.',
      registers,
      collect() {
        this.set(inFlight());
      },
    });
  }

  observe(observation: Observation): void {
    switch (observation.kind) {
      case 'decision':
        this.#inFlight += 1;
        break;
      case 'attempt':
        this.#attempt(observation);
        break;
      case 'answer':
        this.#answer(observation);
        break;
      case 'fault':
        this.#faults.inc();
    }
  }

  #attempt({ decision, attempt, outcome }: Seen<'attempt'>): void {
    const { upstream, connection } = attempt;
    if (connection === 'fresh') this.#retries.inc({ upstream });
    if (outcome.kind === 'answered') {
      this.#of(decision.operation).heads[upstream].observe(outcome.headMs / 1_000);
    } else if (outcome.kind !== 'abandoned') {
      const { reason } = outcome.failure;
      this.#failures.inc({ operation: decision.operation?.id ?? NO_OPERATION, upstream, reason });
    }
  }

  #answer({ operation, routedTo, fallback, status, complete, durationMs }: Seen<'answer'>): void {
    // What was refused before a decision was not counted as in flight.
    if (routedTo !== 'none' || operation !== undefined) this.#inFlight -= 1;
    const { requests, durations } = this.#of(operation);
    requests[routedTo][Math.min(5, Math.trunc((status ?? 0) / 100))]?.inc();
    durations[routedTo].observe(durationMs / 1_000);
    if (complete && fallback === undefined) return;
    const id = operation?.id ?? NO_OPERATION;
    if (!complete) this.#incomplete.inc({ operation: id });
    if (fallback !== undefined) this.#fallbacks.inc({ operation: id, to: routedTo, reason: bounded(fallback) });
  }

  #of(operation: Operation | undefined): OperationSeries {
    return (operation === undefined ? undefined : this.#byOperation.get(operation.id)) ?? this.#none;
  }
}

interface OperationSeries {
  /** In the order of `CLASSES`. */
  readonly requests: Readonly<Record<RoutedTo, readonly Counter.Internal[]>>;
  readonly durations: Readonly<Record<RoutedTo, Histogram.Internal<string>>>;
  readonly heads: Readonly<Record<UpstreamName, Histogram.Internal<string>>>;
}

function seriesMaker(registry: Registry): (operation: string) => OperationSeries {
  const registers = [registry];
  const requests = new Counter({
    name: 'lockstep_router_requests_total',
    help: 'Requests by whoever was asked last, and the class of the status that the client got.',
    labelNames: ['operation', 'routed_to', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'lockstep_router_request_duration_seconds',
    help: 'From the head of a request to the end of its answer.',
    labelNames: ['operation', 'routed_to'],
    buckets: BUCKETS_SECONDS,
    registers,
  });
  const heads = new Histogram({
    name: 'lockstep_router_upstream_head_seconds',
    help: 'From the beginning of an attempt to the head of the answer.',
    labelNames: ['operation', 'upstream'],
    buckets: BUCKETS_SECONDS,
    registers,
  });
  return (operation) => ({
    requests: byName(ROUTES, (route) => CLASSES.map((status) => requests.labels(operation, route, status))),
    durations: byName(ROUTES, (route) => durations.labels(operation, route)),
    heads: byName(UPSTREAMS, (upstream) => heads.labels(operation, upstream)),
  });
}

function byName<Name extends string, T>(names: readonly Name[], make: (name: Name) => T): Record<Name, T> {
  // Each name is there.
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}

/** A server can make up any status; the reasons besides are a closed union. */
function bounded(fallback: string): string {
  return fallback.startsWith('status-') ? 'status' : fallback;
}
