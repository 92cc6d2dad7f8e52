import { backoff } from './backoff.ts';
import type { FrontEvent } from './front-event.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { FRONT_LIMITS, type FrontLimits } from './limits.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { type HeldSocket, placesOf } from './sockets.ts';
import { type Exit, startWorker, type WorkerProcess } from './worker-process.ts';

export interface FrontOptions {
  /** The file that a worker runs; it calls `connectWorker`. */
  readonly file: string;
  /** They are closed when the front stops. */
  readonly sockets: readonly HeldSocket[];
  readonly shutdownTimeoutMs: number;
  readonly report: (event: FrontEvent) => void;
  readonly limits?: FrontLimits;
}

export interface Front {
  /** The exit code: 0 after `stop`, 1 when no worker can start. Every worker has ended by then. */
  readonly finished: Promise<0 | 1>;
  /** Replaces the worker without a failed request. While that goes on, another call asks for one more. */
  restart(): void;
  /** Takes no new connections and lets the workers finish. */
  stop(reason: string): void;
}

type Stage = 'loading' | 'prepared' | 'taking-over' | 'serving' | 'releasing' | 'released' | 'retiring';

interface Worker {
  readonly process: WorkerProcess;
  stage: Stage;
  servingSince: number | undefined;
  callOffKill: () => void;
  /** While it is in charge. */
  heartbeat: Heartbeat | undefined;
}

/**
 * Keeps one worker serving on the held sockets. A worker that dies is started again; one that is replaced goes through
 * `serving -> releasing -> released -> retiring` while its successor goes through `loading -> prepared -> taking-over -> serving`, and
 * the successor takes over what only one may hold (journal, admin API) after its predecessor has released it.
 */
export function startFront(options: FrontOptions): Front {
  const { report, shutdownTimeoutMs, limits = FRONT_LIMITS } = options;
  const finished = Promise.withResolvers<0 | 1>();
  const retiring = new Set<Worker>();
  let sockets = options.sockets;
  /** The one that serves. */
  let active: Worker | undefined;
  /** The one that comes up. */
  let next: Worker | undefined;
  let startTimer: NodeJS.Timeout | undefined;
  let deaths = 0;
  let servedBefore = false;
  let restartAsked = false;
  let exitCode: 0 | 1 | undefined;

  start();
  return { finished: finished.promise, restart, stop: (reason) => end(0, reason) };

  function start(): void {
    startTimer = undefined;
    const worker: Worker = {
      process: startWorker(options.file, sockets, (message) => onMessage(worker, message)),
      stage: 'loading',
      servingSince: undefined,
      callOffKill: () => {},
      heartbeat: undefined,
    };
    next = worker;
    killAfter(worker, limits.startTimeoutMs, 'it did not load in time');
    void worker.process.exited.then((exit) => onExit(worker, exit));
  }

  function onMessage(worker: Worker, message: FromWorker): void {
    if (message.kind === 'relay') {
      if (worker === active) for (const { process } of retiring) process.send(message);
    } else if (message.kind === 'pong') {
      worker.heartbeat?.answered();
    } else if (message.kind === 'restart') {
      if (worker === active) restart();
    } else if (exitCode !== undefined) {
      // On its way out already; what it says of its stages no longer matters.
    } else if (message.kind === 'prepared' && worker.stage === 'loading') {
      worker.callOffKill();
      worker.stage = 'prepared';
      handOver();
    } else if (message.kind === 'released' && worker.stage === 'releasing') {
      worker.callOffKill();
      worker.stage = 'released';
      handOver();
    } else if (message.kind === 'ready' && worker.stage === 'taking-over') {
      serves(worker, message);
    }
  }

  /** Takes the next step between the worker that serves and the one that comes up. */
  function handOver(): void {
    if (next?.stage !== 'prepared') return;
    if (active?.stage === 'serving') {
      active.stage = 'releasing';
      active.process.send({ kind: 'release' });
      killAfter(active, limits.releaseTimeoutMs, 'it did not let go in time');
    } else if (active === undefined || active.stage === 'released') {
      next.stage = 'taking-over';
      next.process.send({ kind: 'take-over', places: placesOf(sockets) });
      killAfter(next, limits.startTimeoutMs, 'it did not take over in time');
    }
  }

  function serves(worker: Worker, { kind: _, ...ready }: Extract<FromWorker, { kind: 'ready' }>): void {
    worker.callOffKill();
    worker.stage = 'serving';
    worker.servingSince = performance.now();
    worker.heartbeat = listenTo(worker);
    // Where workers bind by themselves, the next one has to find the same port.
    sockets = sockets.map((socket) =>
      socket.fd === undefined ? { ...socket, port: portOf(ready.urls[socket.name]) } : socket,
    );
    servedBefore = true;
    next = undefined;
    const predecessor = active;
    active = worker;
    report({ kind: 'serving', pid: worker.process.pid, ...ready });
    if (predecessor !== undefined) {
      const patience = { idleMs: shutdownTimeoutMs, timeoutMs: limits.retireTimeoutMs };
      retire(predecessor, { kind: 'retire', reason: 'replaced', ...patience });
    }
    startRestartAskedFor();
  }

  function retire(worker: Worker, message: Extract<ToWorker, { kind: 'retire' }>): void {
    worker.stage = 'retiring';
    worker.heartbeat?.stop();
    retiring.add(worker);
    worker.process.send(message);
    killAfter(worker, message.timeoutMs + limits.marginMs, 'it did not end in time');
  }

  function restart(): void {
    if (exitCode !== undefined) return;
    if (sockets.some(({ fd }) => fd === undefined)) {
      const reason = 'on this platform, or with a Node before 26.4, two workers cannot share a port';
      report({ kind: 'restart-refused', reason });
      return;
    }
    restartAsked = true;
    startRestartAskedFor();
  }

  function startRestartAskedFor(): void {
    if (!restartAsked || active === undefined || retiring.size >= limits.maxRetiring) return;
    if (next !== undefined || startTimer !== undefined) return;
    restartAsked = false;
    start();
  }

  function onExit(worker: Worker, exit: Exit): void {
    worker.callOffKill();
    worker.heartbeat?.stop();
    retiring.delete(worker);
    if (exitCode !== undefined) {
      if (retiring.size === 0) finished.resolve(exitCode);
      return;
    }
    if (worker === next) failedToStart(worker, exit);
    else if (worker === active) died(worker, exit);
    startRestartAskedFor();
  }

  function failedToStart(worker: Worker, exit: Exit): void {
    next = undefined;
    if (!servedBefore) {
      report({ kind: 'cannot-start', exit });
      end(1, 'nothing serves');
    } else if (active === undefined) {
      startAgain(worker, exit);
    } else {
      report({ kind: 'not-replaced', pid: worker.process.pid, exit });
      // The one that serves has let go of what it needs to obey: it has to be replaced after all.
      if (active.stage !== 'serving') startAgain(worker, exit);
    }
  }

  function died(worker: Worker, exit: Exit): void {
    active = undefined;
    if (next === undefined && startTimer === undefined) startAgain(worker, exit);
    else {
      report({ kind: 'died', pid: worker.process.pid, exit, delayMs: 0 });
      handOver();
    }
  }

  function startAgain(worker: Worker, exit: Exit): void {
    const servedMs = worker.servingSince === undefined ? 0 : performance.now() - worker.servingSince;
    const verdict = backoff(limits.backoff, deaths, servedMs);
    deaths = verdict.deaths;
    if (active === undefined) report({ kind: 'died', pid: worker.process.pid, exit, delayMs: verdict.delayMs });
    startTimer = setTimeout(start, verdict.delayMs);
  }

  function end(code: 0 | 1, reason: string): void {
    if (exitCode !== undefined) return;
    exitCode = code;
    clearTimeout(startTimer);
    for (const socket of sockets) socket.close();
    const patience = { idleMs: Math.min(limits.stopIdleMs, shutdownTimeoutMs), timeoutMs: shutdownTimeoutMs };
    const message = { kind: 'retire', reason, ...patience } as const;
    for (const worker of new Set([...retiring, active, next])) if (worker !== undefined) retire(worker, message);
    if (retiring.size === 0) finished.resolve(code);
  }

  /** A process that hangs keeps its listening socket and its connections: to whoever waits there it is worse than a dead one. */
  function listenTo(worker: Worker): Heartbeat {
    return startHeartbeat(limits.heartbeat, {
      ask: () => worker.process.send({ kind: 'ping' }),
      onSilent: () => kill(worker, `it hung: ${limits.heartbeat.unanswered} questions in a row had no answer`),
    });
  }

  function killAfter(worker: Worker, timeoutMs: number, reason: string): void {
    worker.callOffKill();
    const timer = setTimeout(() => kill(worker, reason), timeoutMs);
    worker.callOffKill = () => clearTimeout(timer);
  }

  function kill(worker: Worker, reason: string): void {
    report({ kind: 'killed', pid: worker.process.pid, reason });
    worker.process.kill();
  }
}

function portOf(url: string | undefined): number {
  return url === undefined ? 0 : Number(new URL(url).port || 80);
}
