import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { Contract } from '../../contract/document.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import type { EffectiveShares } from '../rollout/admissions.ts';

export interface ControlPlaneOptions {
  readonly contract: Contract;
  /** `scheme://host:port` of each server. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  readonly dataDir: string;
  /** FASTIFY_TRAFFIC_PERCENTAGE; where it is unset nobody asks for anything. */
  readonly requested: number | undefined;
  readonly requireProof: boolean;
  readonly publicKey: KeyObject | undefined;
  readonly declared: Readonly<Record<UpstreamName, string | undefined>>;
  readonly healthPath: string;
  readonly probeEveryMs: number;
  /** Until a breaker first tries again what it took back. */
  readonly firstBackoffMs: number;
  readonly logger: Logger;
  /** Shares of the answers that are checked against the contract, and of the safe requests that are mirrored; 0 to 100. */
  readonly samplePercentage: number;
  readonly shadowPercentage: number;
  readonly replayToken: string;
  readonly measured: Metrics['measured'];
  /** Asks to be replaced by another worker. */
  readonly restart: () => void;
  /** Everything tripped: what waits for the candidate need not wait any longer. */
  readonly giveUp: () => void;
  /** The shares that hold, after each change of them and at least every `SHARES_REFRESH_MS`. */
  readonly onShares: (effective: EffectiveShares) => void;
}
