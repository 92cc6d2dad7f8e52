import type { KeyObject } from 'node:crypto';
import type { Contract } from '../../contract/document.ts';
import type { LiveIdentity, ServerIdentity } from '../../parity/proof-identity.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import { createProofReader, type KeptProof } from './kept-proof.ts';
import { identityNow, type SeenAnswer } from './live-identity.ts';
import { type GateVerdict, judgeAll, OPEN } from './verdict.ts';

export interface GateOptions {
  readonly contract: Contract;
  /** Without, the gate is open for everything. */
  readonly requireProof: boolean;
  readonly dataDir: string;
  readonly publicKey: KeyObject | undefined;
  readonly healthPath: string;
  /** What the operator says that runs there. */
  readonly declared: Readonly<Record<UpstreamName, string | undefined>>;
  /** GET of a path on a server, bounded in time and size; undefined without an answer. */
  readonly ask: (upstream: UpstreamName, path: string, freshness: Freshness) => Promise<SeenAnswer | undefined>;
  readonly now: () => Date;
  /** Called after each look at the evidence. */
  readonly onVerdicts: () => void;
}

/** `anew`: the server must be asked now; `latest`: what it said when it was last asked is enough. */
export type Freshness = 'anew' | 'latest';

/** Holds the proof against what runs. */
export interface Gate {
  /** As of the last look. */
  verdict(operationId: string): GateVerdict;
  /** Looks at the proof and at both servers anew; settles when the verdicts are of this look or a later one. */
  look(freshness: Freshness): Promise<void>;
  readonly evidence: GateEvidence;
}

export interface GateEvidence {
  /** Undefined before the first look, or where no proof is required. */
  readonly proof: KeptProof | undefined;
  /** What each server said last that it is. */
  readonly identities: Readonly<Record<UpstreamName, LiveIdentity | undefined>>;
}

/** One that is under way. */
interface Look {
  readonly freshness: Freshness;
  readonly done: Promise<void>;
}

const NOT_LOOKED: GateVerdict = { againstRaising: ['the proof has not been looked at yet'], againstStaying: 'unknown' };

/**
 * A gate that is closed until its first look. A server that gives no answer stays what it was: that it is gone is for others to
 * notice. One that answers and does not say what it is any more is another server.
 */
export function createGate(options: GateOptions): Gate {
  const { contract, requireProof, healthPath, declared, ask, now, onVerdicts } = options;
  const readProof = createProofReader(options.dataDir, options.publicKey);
  const identities: Record<UpstreamName, LiveIdentity | undefined> = { express: undefined, fastify: undefined };
  const silent: Record<UpstreamName, boolean> = { express: false, fastify: false };
  let proof: KeptProof | undefined;
  let verdicts: ReadonlyMap<string, GateVerdict> = new Map();
  let looking: Look | undefined;

  function begin(freshness: Freshness): Look {
    const done = lookOnce(freshness).finally(() => {
      looking = undefined;
    });
    return { freshness, done };
  }

  async function lookOnce(freshness: Freshness): Promise<void> {
    proof = await readProof();
    if (proof.kind === 'signed') {
      const { baseline, candidate } = proof.proof;
      await Promise.all([
        identify('express', baseline.identity, freshness),
        identify('fastify', candidate.identity, freshness),
      ]);
    }
    verdicts = judgeAll({
      kept: proof,
      contract,
      baseline: identities.express,
      candidate: identities.fastify,
      now: now(),
    });
    onVerdicts();
  }

  async function identify(upstream: UpstreamName, proven: ServerIdentity, freshness: Freshness): Promise<void> {
    const askThere = (path: string) => ask(upstream, path, freshness);
    const found = await identityNow(proven, { declared: declared[upstream], ask: askThere, healthPath });
    silent[upstream] = found === 'unreachable';
    if (found === 'unreachable') return;
    identities[upstream] = found;
  }

  return {
    verdict(id) {
      if (!requireProof) return OPEN;
      const verdict = verdicts.get(id) ?? NOT_LOOKED;
      const gone = (['express', 'fastify'] as const).filter((upstream) => silent[upstream]);
      if (gone.length === 0) return verdict;
      const reasons = gone.map((upstream) => `${upstream} does not answer, so nobody knows what runs there`);
      return { ...verdict, againstRaising: [...verdict.againstRaising, ...reasons] };
    },
    async look(freshness) {
      if (!requireProof) return onVerdicts();
      // A look that has begun may have asked before what this caller wants to know of happened; that it failed is for others to hear.
      await looking?.done.catch(() => {});
      // Of those that waited with this caller, another may have begun one for which the last answers are enough.
      while (looking?.freshness === 'latest' && freshness === 'anew') await looking.done.catch(() => {});
      looking ??= begin(freshness);
      await looking.done;
    },
    get evidence() {
      return { proof, identities: { ...identities } };
    },
  };
}
