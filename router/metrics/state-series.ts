import { Counter, Gauge, type Registry } from 'prom-client';

/** What the rollout, the breakers, the probes and the shadow say at the moment when the metrics are asked for. */
export interface RouterState {
  readonly epoch: number;
  readonly breaker: BreakerShown;
  readonly operations: readonly {
    readonly operationId: string;
    readonly configured: number;
    readonly effective: number;
    readonly breaker: BreakerShown;
  }[];
  readonly proof: {
    readonly state: 'valid' | 'expired' | 'none' | 'invalid' | 'not-required';
    readonly expiresAt?: string;
  };
  readonly servers: Readonly<Record<'express' | 'fastify', { readonly up: boolean | null }>>;
  readonly shadow: {
    readonly waiting: number;
    readonly identical: number;
    readonly different: number;
    readonly failed: number;
    readonly dropped: Readonly<Record<string, number>>;
  };
}

interface BreakerShown {
  readonly state: 'closed' | 'open' | 'half-open' | 'recovering';
}

const BREAKER_VALUES = { closed: 0, recovering: 1, 'half-open': 2, open: 3 } as const;
const EVERYTHING = '*';

/** Series of what others count or hold; returns what writes them. */
export function createStateSeries(registry: Registry): (state: RouterState) => void {
  const registers = [registry];
  const epoch = new Gauge({
    name: 'lockstep_router_epoch',
    help: 'Entries of the journal so far.',
    registers,
  });
  const percentage = new Gauge({
    name: 'lockstep_router_percentage',
    help: 'Share of the users that go to Fastify, 0 to 100: as it was configured, and as it is in effect.',
    labelNames: ['operation', 'kind'],
    registers,
  });
  const breaker = new Gauge({
    name: 'lockstep_router_breaker_state',
    help: 'Of an operation, or * for everything: 0 closed, 1 recovering, 2 half-open, 3 open.',
    labelNames: ['operation'],
    registers,
  });
  const up = new Gauge({
    name: 'lockstep_router_upstream_up',
    help: '1 where the last probe of a server was answered well; absent before the first.',
    labelNames: ['upstream'],
    registers,
  });
  const proofValid = new Gauge({
    name: 'lockstep_router_proof_valid',
    help: '1 where a proof holds that has not expired, else 0; absent where none is required.',
    registers,
  });
  const proofExpires = new Gauge({
    name: 'lockstep_router_proof_expires_timestamp_seconds',
    help: 'When the proof expires, or did, in seconds since 1970; absent without one. From then on nothing may be raised.',
    registers,
  });
  const waiting = new Gauge({
    name: 'lockstep_router_shadow_waiting',
    help: 'Requests that wait to be mirrored.',
    registers,
  });
  const compared = new Counter({
    name: 'lockstep_router_shadow_total',
    help: 'Mirrored requests by what became of them.',
    labelNames: ['result'],
    registers,
  });
  const dropped = new Counter({
    name: 'lockstep_router_shadow_dropped_total',
    help: 'Requests that were to be mirrored and were not, by reason.',
    labelNames: ['reason'],
    registers,
  });

  return (state) => {
    epoch.set(state.epoch);
    breaker.set({ operation: EVERYTHING }, BREAKER_VALUES[state.breaker.state]);
    for (const { operationId: operation, configured, effective, breaker: own } of state.operations) {
      percentage.set({ operation, kind: 'configured' }, configured);
      percentage.set({ operation, kind: 'effective' }, effective);
      breaker.set({ operation }, BREAKER_VALUES[own.state]);
    }
    for (const upstream of ['express', 'fastify'] as const) {
      const isUp = state.servers[upstream].up;
      if (isUp !== null) up.set({ upstream }, isUp ? 1 : 0);
    }
    const { proof, shadow } = state;
    setOrRemove(proofValid, proof.state === 'not-required' ? undefined : Number(proof.state === 'valid'));
    setOrRemove(proofExpires, proof.expiresAt === undefined ? undefined : Date.parse(proof.expiresAt) / 1000);
    waiting.set(shadow.waiting);
    for (const result of ['identical', 'different', 'failed'] as const) setTo(compared, { result }, shadow[result]);
    for (const [reason, count] of Object.entries(shadow.dropped)) setTo(dropped, { reason }, count);
  };
}

function setOrRemove(gauge: Gauge, value: number | undefined): void {
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}

/** The count is kept elsewhere; here it is only shown. */
function setTo<Label extends string>(counter: Counter<Label>, labels: Record<Label, string>, count: number): void {
  counter.remove(labels);
  counter.inc(labels, count);
}
