import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { Contract } from '../../contract/document.ts';
import { createGate, type Gate } from '../gate/gate.ts';
import type { SeenAnswer } from '../gate/live-identity.ts';
import { type AnswerCheck, createAnswerCheck } from '../health/answer-check.ts';
import { type Breakers, createBreakers, JUDGE_EVERY_MS } from '../health/breakers.ts';
import { createProbes, type ProbeResult, type Probes } from '../health/probe.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import type { Opening } from '../rollout/journal.ts';
import { openJournal } from '../rollout/open.ts';
import { createRollout, type EffectiveShares, type Rollout } from '../rollout/rollout.ts';
import { createGatekeeper, mayRaiseBy, reasonsOf } from './gatekeeper.ts';

export interface ControlPlaneOptions {
  readonly contract: Contract;
  /** `scheme://host:port` of each server. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  readonly dataDir: string;
  /** FASTIFY_TRAFFIC_PERCENTAGE. */
  readonly requested: number;
  readonly requireProof: boolean;
  readonly publicKey: KeyObject | undefined;
  readonly declared: Readonly<Record<UpstreamName, string | undefined>>;
  readonly healthPath: string;
  readonly probeEveryMs: number;
  readonly logger: Logger;
  /** Everything tripped: what waits for the candidate need not wait any longer. */
  readonly giveUp: () => void;
  /** The shares that hold, after each change of them. */
  readonly onShares: (effective: EffectiveShares) => void;
}

/** What decides about the split: one at a time over a data directory. */
export interface ControlPlane {
  readonly rollout: Rollout;
  readonly gate: Gate;
  readonly probes: Probes;
  readonly breakers: Breakers;
  readonly answerCheck: AnswerCheck;
  close(): Promise<void>;
}

/** A server that does not answer its health path in so long does not work, whatever the interval. */
const PROBE_TIMEOUT_MS = 1_000;

/**
 * Opens the journal, and begins to probe, to hold the proof against what runs, and to judge.
 * @throws {JournalInUseError} where another router keeps the data directory
 */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { contract, upstreams, logger } = options;
  const { operations } = contract;
  const say = (line: string) => logger.info(line);
  const warn = (line: string) => logger.warn(line);
  if (!options.requireProof) warn('ROUTER_REQUIRE_PROOF=false: users may go to Fastify without any proof');
  const journal = await openJournal(options.dataDir);
  tellOpening(journal.opening, say, warn);

  const probes = createProbes({
    upstreams,
    path: options.healthPath,
    everyMs: options.probeEveryMs,
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const gate = createGate({
    contract,
    requireProof: options.requireProof,
    dataDir: options.dataDir,
    publicKey: options.publicKey,
    healthPath: options.healthPath,
    declared: options.declared,
    ask: (upstream, path, freshness) => {
      const latest = probes.latest(upstream);
      return freshness === 'latest' && path === options.healthPath && latest !== undefined
        ? Promise.resolve(seenBy(latest))
        : probes.ask(upstream, path);
    },
    now: () => new Date(),
    onVerdicts: () => {},
  });
  const rollout = createRollout({ operations, journal, mayRaise: mayRaiseBy(gate) });
  const breakers = createBreakers({
    operations,
    trips: rollout.state().trips,
    isUsed: () => Object.values(rollout.effective()).some((share) => share > 0),
    trip: (scope, trip) => void rollout.trip(scope, trip).then(logFailure),
    recover: async (scope, why) => {
      await gate.look('anew');
      const outcome = await rollout.recover(scope, 'breaker', why);
      logFailure(outcome);
      return outcome.ok;
    },
    setTrial: rollout.setTrial,
    giveUp: options.giveUp,
    onVerdict: ({ line, finding }) => (finding === 'trip' ? warn(line) : say(line)),
  });
  const answerCheck = createAnswerCheck({
    contract,
    onJudged: breakers.onJudged,
    onFailure: (err) => logger.error({ err }, 'an answer could not be checked'),
  });
  const keepGate = createGatekeeper({
    gate,
    rollout,
    operations: operations.map(({ id }) => id),
    requested: options.requested,
    log: { info: say, warn },
  });

  let held = new Set(Object.keys(rollout.state().trips));
  rollout.subscribe(({ entry, state, effective }) => {
    if (entry !== undefined) logger.info({ ...entry }, 'journal');
    for (const scope of held) if (!Object.hasOwn(state.trips, scope)) breakers.rearmed(scope);
    held = new Set(Object.keys(state.trips));
    options.onShares(effective);
  });
  probes.subscribe((result) => breakers.onProbe(result.upstream, result));
  probes.start();
  const judging = setInterval(() => breakers.judge(), JUDGE_EVERY_MS);
  const stopLooking = repeat(options.probeEveryMs, async () => {
    await gate.look('latest');
    await keepGate();
  });

  return {
    rollout,
    gate,
    probes,
    breakers,
    answerCheck,
    async close() {
      clearInterval(judging);
      await Promise.all([stopLooking(), probes.stop()]);
      await journal.close();
    },
  };

  function logFailure(outcome: Awaited<ReturnType<Rollout['set']>>): void {
    if (!outcome.ok) warn(reasonsOf(outcome));
  }

  /** One after the other, the next one so long after the end of the one before. */
  function repeat(everyMs: number, work: () => Promise<void>): () => Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let isStopped = false;
    let working = turn();
    return async () => {
      isStopped = true;
      clearTimeout(timer);
      await working;
    };

    async function turn(): Promise<void> {
      try {
        await work();
      } catch (err) {
        logger.error({ err }, 'the gate could not be looked after');
      }
      if (isStopped) return;
      timer = setTimeout(() => {
        working = turn();
      }, everyMs);
    }
  }
}

function seenBy(result: ProbeResult): SeenAnswer | undefined {
  return result.up ? { status: result.status, headers: [], body: result.body } : undefined;
}

function tellOpening(opening: Opening, say: (line: string) => void, warn: (line: string) => void): void {
  if (opening.kind === 'begun') say('a new journal: nobody goes to Fastify until somebody says so');
  else if (opening.kind === 'damaged') warn(`the journal was damaged, everything is at 0 %: ${opening.reason}`);
  else if (opening.tornBytes > 0)
    warn(`the journal's last line was cut off; its ${opening.tornBytes} bytes are dropped`);
}
