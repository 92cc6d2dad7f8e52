import type { components } from '../admin/admin.gen.ts';
import type { Status } from '../admin/control.ts';
import { toEntry } from '../admin/documents.ts';
import type { GateEvidence } from '../gate/gate.ts';
import type { GateVerdict } from '../gate/verdict.ts';
import type { BreakerState } from '../health/breaker.ts';
import type { ProbeResult } from '../health/probe.ts';
import type { MeasuredShare } from '../metrics/measured-share.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import type { JournalEntry } from '../rollout/entry.ts';
import { configuredShare, own } from '../rollout/shares.ts';
import { EVERYTHING, type RolloutState, type Trip } from '../rollout/state.ts';
import type { ShadowCounts } from '../shadow/counts.ts';

type Schemas = components['schemas'];

/** What a status is made of. */
export interface StatusSources {
  readonly operationIds: readonly string[];
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  readonly state: RolloutState;
  /** By operationId. */
  readonly effective: Readonly<Record<string, number>>;
  readonly held: string | undefined;
  /** The newest one. */
  readonly lastChange: JournalEntry | undefined;
  readonly measured: (operationId: string, effective: number) => MeasuredShare;
  readonly breaker: (scope: string) => BreakerState;
  readonly verdict: (operationId: string) => GateVerdict;
  readonly evidence: GateEvidence;
  readonly requireProof: boolean;
  readonly proofFile: string;
  readonly probe: (upstream: UpstreamName) => ProbeResult | undefined;
  readonly shadow: { readonly percentage: number; readonly waiting: number; readonly counts: ShadowCounts };
  /** Of the clock that the breakers go by, and of the day, in milliseconds. */
  readonly monotonicMs: number;
  readonly now: Date;
}

/** Everything that there is to say of the router, in the form of the admin API. */
export function statusOf(sources: StatusSources): Status {
  const { state, held, lastChange, upstreams, evidence, probe, shadow } = sources;
  const server = (name: UpstreamName) => serverOf(upstreams[name], evidence.identities[name], probe(name));
  const { sent, identical, different, unstable, unconfirmed, failed, dropped } = shadow.counts;
  return {
    epoch: state.epoch,
    percentage: state.percentage,
    paused: state.paused,
    held: held ?? null,
    ...(lastChange === undefined ? {} : { lastChange: toEntry(lastChange) }),
    breaker: breakerOf(EVERYTHING, sources),
    operations: sources.operationIds.map((id) => operationOf(id, sources)),
    servers: { express: server('express'), fastify: server('fastify') },
    proof: proofOf(sources),
    shadow: {
      percentage: shadow.percentage,
      waiting: shadow.waiting,
      sent,
      identical,
      different,
      unstable,
      unconfirmed,
      failed,
      dropped: { ...dropped },
    },
  };
}

function operationOf(id: string, sources: StatusSources): Schemas['OperationStatus'] {
  const { state } = sources;
  const effective = sources.effective[id] ?? 0;
  const configured = configuredShare(state, id);
  const trip = configured > 0 ? own(state.trips, id) : undefined;
  return {
    operationId: id,
    own: own(state.operations, id) ?? null,
    configured,
    effective,
    held: trip === undefined ? null : `tripped: ${trip.verdict}`,
    measured: sources.measured(id, effective),
    breaker: breakerOf(id, sources),
    gate: gateOf(sources.verdict(id)),
  };
}

function breakerOf(scope: string, { breaker, state, monotonicMs, now }: StatusSources): Schemas['Breaker'] {
  const { kind, ...rest } = breaker(scope);
  const trip: Trip | undefined = own(state.trips, scope);
  const until = 'until' in rest && trip?.recovery !== 'person' ? rest.until : undefined;
  return {
    state: kind,
    ...(trip === undefined ? {} : { trip }),
    ...(until === undefined ? {} : { until: new Date(now.getTime() + until - monotonicMs).toISOString() }),
  };
}

function gateOf({ againstRaising, againstStaying }: GateVerdict): Schemas['Gate'] {
  const staying = againstStaying === 'unknown' ? [] : againstStaying;
  return {
    mayRaise: againstRaising.length === 0,
    mayStay: againstStaying === 'unknown' ? 'unknown' : staying.length === 0 ? 'yes' : 'no',
    reasons: [...new Set([...againstRaising, ...staying])],
  };
}

function serverOf(
  url: string,
  identity: GateEvidence['identities'][UpstreamName],
  probe: ProbeResult | undefined,
): Schemas['ServerStatus'] {
  const known = identity === undefined || identity.kind === 'unrecognised' ? {} : { identity };
  if (probe === undefined) return { url, up: null, ...known };
  const lastProbe = probe.up
    ? { status: probe.status, latencyMs: Math.round(probe.latencyMs * 100) / 100 }
    : { reason: probe.reason };
  return { url, up: probe.up, ...known, lastProbe };
}

function proofOf({ evidence: { proof }, requireProof, proofFile: file, now }: StatusSources): Schemas['ProofStatus'] {
  if (!requireProof) return { state: 'not-required', file };
  if (proof === undefined) return { state: 'none', file, reason: 'it has not been looked at yet' };
  if (proof.kind !== 'signed') return { state: proof.kind, file, reason: proof.reason };
  const { issuedAt, expiresAt } = proof.proof;
  const isExpired = now.getTime() >= Date.parse(expiresAt);
  return { state: isExpired ? 'expired' : 'valid', file, id: proof.id, issuedAt, expiresAt };
}
