import type { Control, ControlEvent } from '../admin/control.ts';
import { createAnswerCheck } from '../health/answer-check.ts';
import { type Breakers, JUDGE_EVERY_MS } from '../health/breakers.ts';
import type { CaptureHook } from '../proxy/capture.ts';
import { combineCaptures } from '../proxy/captures.ts';
import { openJournal } from '../rollout/open.ts';
import { createRollout, type Rollout } from '../rollout/rollout.ts';
import { EVERYTHING } from '../rollout/state.ts';
import { createShadow } from '../shadow/shadow.ts';
import { createEvidence } from './evidence.ts';
import { createGatekeeper, mayRaiseBy } from './gatekeeper.ts';
import { createJudging } from './judging.ts';
import { mayMirror } from './mirrored.ts';
import { tellOpening } from './opening-lines.ts';
import { createOperator } from './operator.ts';
import type { ControlPlaneOptions } from './options.ts';
import { repeat } from './repeat.ts';
import { sampledBy } from './sampled-answers.ts';
import { SHARES_REFRESH_MS } from './shares.ts';
import { createViews } from './views.ts';

/** Nobody goes to the candidate until it is known what runs: what the next probe finds should be seen at once. */
const UNVERIFIED_LOOK_MS = 100;

/** What decides about the split: one at a time over a data directory. */
export interface ControlPlane {
  readonly rollout: Rollout;
  readonly breakers: Breakers;
  /** For the data path: what is looked at a second time. */
  readonly capture: CaptureHook;
  /** For the admin API. */
  readonly operator: Control;
  /** The split in effect, and why, as one line for whoever started the router. */
  splitInWords(): string;
  close(): Promise<void>;
}

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
  if (!options.requireProof) logger.warn('ROUTER_REQUIRE_PROOF=false: users may go to Fastify without any proof');
  const journal = await openJournal(options.dataDir, {
    onLockWait: (lock, leftMs) =>
      logger.warn(
        `another router holds ${lock}; only one may use a DATA_DIR, waiting up to ${leftMs} ms for it to end`,
      ),
  });
  tellOpening(journal.opening, logger);

  const { probes, gate } = createEvidence(options);
  const rollout = createRollout({ operations, journal, mayRaise: mayRaiseBy(gate) });
  const breakers = createJudging({ ...options, rollout, gate, emit });
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
      (upstream === 'express' || mayMirror([breakers.state(EVERYTHING), breakers.state(id)])),
    onDifference: (difference) => emit({ kind: 'difference', difference }),
    onFault: (err) => logger.error({ err }, 'a mirrored request could not be compared'),
  });
  const keepGate = createGatekeeper({
    gate,
    rollout,
    operations: operations.map(({ id }) => id),
    requested: options.requested,
    log: logger,
  });

  const views = createViews(options, { rollout, breakers, gate, probes, shadow });
  const operator = createOperator({
    operationIds: operations.map(({ id }) => id),
    rollout,
    gate,
    shadow,
    restart: options.restart,
    status: views.status,
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
  const lookEveryMs = () => (rollout.held() === undefined ? options.probeEveryMs : UNVERIFIED_LOOK_MS);
  const stopLooking = repeat(lookEveryMs, lookAfterGate, onLookFailed);

  return {
    rollout,
    breakers,
    capture: combineCaptures([shadow.capture, sampledBy(answerCheck, options.samplePercentage)], (err) =>
      logger.error({ err }, 'an answer could not be looked at again'),
    ),
    operator,
    splitInWords: views.splitInWords,
    async close() {
      clearInterval(judging);
      clearInterval(sayingShares);
      await Promise.all([stopLooking(), probes.stop(), shadow.close()]);
      await journal.close();
    },
  };
}
