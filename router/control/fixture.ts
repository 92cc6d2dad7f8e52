import type { Status } from '../admin/control.ts';
import type { BreakerState } from '../health/breaker.ts';
import { OPERATIONS } from '../rollout/fixture.ts';
import type { Rollout } from '../rollout/rollout.ts';
import { own } from '../rollout/shares.ts';
import { Counts } from '../shadow/counts.ts';
import { type StatusSources, statusOf } from './status.ts';

/** The status of a router of which there is nothing but a rollout; its breakers are open where that says that they tripped. */
export function statusFrom(rollout: Rollout, sources: Partial<StatusSources> = {}): Status {
  const state = rollout.state();
  return statusOf({
    operationIds: OPERATIONS,
    upstreams: { express: 'http://127.0.0.1:5001', fastify: 'http://127.0.0.1:3001' },
    state,
    effective: rollout.effective(),
    held: rollout.held(),
    lastChange: rollout.history({ limit: 1 }).entries[0],
    measured: () => NOTHING_MEASURED,
    breaker: (scope) => (own(state.trips, scope) === undefined ? CLOSED : OPEN),
    verdict: () => ({ againstRaising: [], againstStaying: [] }),
    evidence: {
      proof: { kind: 'none', reason: 'there is no proof' },
      identities: { express: undefined, fastify: undefined },
    },
    requireProof: true,
    proofFile: 'proof.json',
    probe: (upstream) =>
      upstream === 'express' ? { upstream, up: true, status: 200, latencyMs: 1, body: undefined } : undefined,
    shadow: { percentage: 0, waiting: 0, counts: new Counts().read() },
    monotonicMs: 0,
    now: new Date(0),
    ...sources,
  });
}

const CLOSED: BreakerState = { kind: 'closed', lastBackoffMs: 0, quietAt: 0 };
/** Half-open, since that has no time of a clock in it. */
const OPEN: BreakerState = {
  kind: 'half-open',
  cause: { verdict: '', recovery: 'trial' },
  backoffMs: 0,
  passed: 0,
  tryingSince: undefined,
};
const NOTHING_MEASURED = {
  verdict: 'too-few',
  line: '',
  requests: 0,
  toFastify: 0,
  users: 0,
  usersToFastify: 0,
  byFastify: 0,
  byExpress: 0,
} as const;
