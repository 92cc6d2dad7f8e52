import { createGate, type Gate } from '../gate/gate.ts';
import type { SeenAnswer } from '../gate/live-identity.ts';
import { createProbes, type ProbeResult, type Probes } from '../health/probe.ts';
import type { ControlPlaneOptions } from './options.ts';

/** What is known of both servers from outside, and of the proof. */
export interface Evidence {
  readonly probes: Probes;
  readonly gate: Gate;
}

/** The gate goes by what the probes see of the servers; where a look must be new, it asks by itself. */
export function createEvidence(options: ControlPlaneOptions): Evidence {
  const { healthPath } = options;
  const probes = createProbes({
    upstreams: options.upstreams,
    path: healthPath,
    everyMs: options.probeEveryMs,
  });
  const gate = createGate({
    contract: options.contract,
    requireProof: options.requireProof,
    dataDir: options.dataDir,
    publicKey: options.publicKey,
    healthPath,
    declared: options.declared,
    ask: (upstream, path, freshness) => {
      const latest = probes.latest(upstream);
      return freshness === 'latest' && path === healthPath && latest !== undefined
        ? Promise.resolve(seenBy(latest))
        : probes.ask(upstream, path);
    },
    now: () => new Date(),
    onVerdicts: () => {},
  });
  return { probes, gate };
}

function seenBy(result: ProbeResult): SeenAnswer | undefined {
  return result.up ? { status: result.status, headers: [], body: result.body } : undefined;
}
