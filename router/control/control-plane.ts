import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { Contract } from '../../contract/document.ts';
import { proofFileIn } from '../../parity/proof-file.ts';
import type { Control, ControlEvent } from '../admin/control.ts';
import { createGate } from '../gate/gate.ts';
import type { SeenAnswer } from '../gate/live-identity.ts';
import { createAnswerCheck } from '../health/answer-check.ts';
import { type Breakers, createBreakers, JUDGE_EVERY_MS } from '../health/breakers.ts';
import { createProbes, type ProbeResult } from '../health/probe.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { CaptureHook } from '../proxy/capture.ts';
import { combineCaptures } from '../proxy/captures.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import type { Opening } from '../rollout/journal.ts';
import { openJournal } from '../rollout/open.ts';
import { createRollout, type EffectiveShares, type Rollout } from '../rollout/rollout.ts';
import { EVERYTHING } from '../rollout/state.ts';
import { createShadow } from '../shadow/shadow.ts';
import { createGatekeeper, mayRaiseBy, reasonsOf } from './gatekeeper.ts';
import { createOperator } from './operator.ts';
import { repeat } from './repeat.ts';
import { sampledBy } from './sampled-answers.ts';
import { SHARES_REFRESH_MS } from './shares.ts';
import { statusOf } from './status.ts';

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

/** What decides about the split: one at a time over a data directory. */
export interface ControlPlane {
  readonly rollout: Rollout;
  readonly breakers: Breakers;
  /** For the data path: what is looked at a second time. */
  readonly capture: CaptureHook;
  /** For the admin API. */
  readonly operator: Control;
  close(): Promise<void>;
}

/**
 * A server that does not answer its health path in so long does not work, whatever the interval. It takes two such probes to trip,
 * and a hung server is to be at 0 % within two seconds: half a second until the first one, and twice this.
 */
const PROBE_TIMEOUT_MS = 600;

/**
 * Opens the journal, and begins to probe, to hold the proof against what runs, and to judge.
 * @throws {JournalInUseError} where another router keeps the data directory
 */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { contract, upstreams, logger } = options;
  const { operations } = contract;
  const listeners = new Set<(event: ControlEvent) => void>();
  const emit = (event: ControlEvent) => {
    for (const listener of listeners) listener(event);
  };
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
    trip: (scope, trip) => {
      const { proof } = gate.evidence;
      const under = proof?.kind === 'signed' ? { proof: proof.id } : {};
      void rollout.trip(scope, { ...trip, ...under }).then(logFailure);
    },
    recover: async (scope, why) => {
      await gate.look('anew');
      const outcome = await rollout.recover(scope, 'breaker', why);
      logFailure(outcome);
      return outcome.ok;
    },
    setTrial: rollout.setTrial,
    giveUp: options.giveUp,
    onVerdict: ({ scope, line, finding }) => {
      if (finding === 'trip') warn(line);
      else say(line);
      emit({ kind: 'verdict', scope, finding, line });
    },
  });
  const answerCheck = createAnswerCheck({
    contract,
    onJudged: breakers.onJudged,
    onFailure: (err) => logger.error({ err }, 'an answer could not be checked'),
  });
  const shadow = createShadow({
    document: contract.document,
    percentage: options.shadowPercentage,
    upstreams,
    replayToken: options.replayToken,
    available: (upstream, { id }) =>
      probes.latest(upstream)?.up === true &&
      (upstream === 'express' || [EVERYTHING, id].every((scope) => breakers.state(scope).kind === 'closed')),
    onDifference: (difference) => emit({ kind: 'difference', difference }),
    onFault: (err) => logger.error({ err }, 'a mirrored request could not be compared'),
  });
  const keepGate = createGatekeeper({
    gate,
    rollout,
    operations: operations.map(({ id }) => id),
    requested: options.requested,
    log: { info: say, warn },
  });

  const operator = createOperator({
    operationIds: operations.map(({ id }) => id),
    rollout,
    gate,
    shadow,
    restart: options.restart,
    status,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  rollout.subscribe(({ entry, effective }) => {
    if (entry !== undefined) logger.info({ ...entry }, 'journal');
    if (entry?.kind === 'recover' && entry.who !== 'breaker') breakers.rearmed(entry.scope);
    options.onShares(effective);
    emit({ kind: 'change', view: operator.view(), entry });
  });
  probes.subscribe((result) => breakers.onProbe(result.upstream, result));
  probes.start();
  const judging = setInterval(() => breakers.judge(), JUDGE_EVERY_MS);
  const sayingShares = setInterval(() => options.onShares(rollout.effective()), SHARES_REFRESH_MS);
  const lookAfterGate = async () => {
    await gate.look('latest');
    await keepGate();
  };
  const onLookFailed = (err: unknown) => logger.error({ err }, 'the gate could not be looked after');
  // So that the split holds from the first request on, where both servers are there.
  await lookAfterGate().catch(onLookFailed);
  const stopLooking = repeat(options.probeEveryMs, lookAfterGate, onLookFailed);

  return {
    rollout,
    breakers,
    capture: combineCaptures([shadow.capture, sampledBy(answerCheck, options.samplePercentage)], (err) =>
      logger.error({ err }, 'an answer could not be looked at again'),
    ),
    operator,
    async close() {
      clearInterval(judging);
      clearInterval(sayingShares);
      await Promise.all([stopLooking(), probes.stop(), shadow.close()]);
      await journal.close();
    },
  };

  function status() {
    const { requireProof } = options;
    const byId = new Map(operations.map((operation) => [operation.id, operation]));
    return statusOf({
      operationIds: [...byId.keys()],
      upstreams,
      state: rollout.state(),
      effective: rollout.effective(),
      held: rollout.held(),
      heldOf(id) {
        const operation = byId.get(id);
        return operation && rollout.admit(operation).held;
      },
      measured: options.measured,
      breaker: breakers.state,
      verdict: gate.verdict,
      evidence: gate.evidence,
      requireProof,
      proofFile: proofFileIn(options.dataDir),
      probe: probes.latest,
      shadow: { percentage: options.shadowPercentage, waiting: shadow.waiting, counts: shadow.counts() },
      monotonicMs: performance.now(),
      now: new Date(),
    });
  }

  function logFailure(outcome: Awaited<ReturnType<Rollout['set']>>): void {
    if (!outcome.ok) warn(reasonsOf(outcome));
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
