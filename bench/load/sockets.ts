import { performance } from 'node:perf_hooks';
import { BenchmarkError } from '../benchmark-error.ts';
import type { ReadAnswer } from './answer-reader.ts';
import { type Connection, openConnection } from './connection.ts';
import { histogramOf, type LoadResult, latencyOf } from './load-result.ts';

/** What is sent over plain sockets, and what must come back. */
export interface SocketTarget {
  readonly url: string;
  readonly connections: number;
  readonly signal: AbortSignal;
  /** The bytes of a client's next request; clients count from 0. */
  readonly requestOf: (client: number) => Buffer;
  /** What is wrong with an answer, or undefined. */
  readonly faultOf: (answer: ReadAnswer) => string | undefined;
}

/** How long what is on its way may take after the end; what takes longer was not answered. */
const DRAIN_MS = 10_000;

/**
 * Sends on each connection as soon as the request before is answered (a closed loop), then lets what is on its way come in: every
 * request that was sent is answered, and its cost is in the subject's figures.
 *
 * @throws {BenchmarkError} at the first wrong answer or closed connection
 */
export function saturateSockets(target: SocketTarget, seconds: number): Promise<LoadResult> {
  return withConnections(target, (clients, recorder) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const endMs = performance.now() + seconds * 1000;
    let open = clients.length;
    const next = (client: Client): void => {
      const sentMs = performance.now();
      if (sentMs >= endMs) {
        open -= 1;
        if (open === 0) resolve();
        return;
      }
      recorder.sent += 1;
      client.connection.send(client.next(), (answer) => {
        recorder.record(answer, sentMs, endMs);
        next(client);
      });
    };
    for (const client of clients) next(client);
    return { ended: promise, seconds };
  });
}

/**
 * Sends at a fixed rate, whatever the answers do (an open loop): a request that finds every connection busy waits, and its wait
 * counts, so a stall of the subject is not left out (no coordinated omission). Time runs from when the schedule, which looks at the
 * clock each millisecond, released the request.
 *
 * @throws {BenchmarkError} as `saturateSockets` does, and when the subject falls behind for good
 */
export function paceSockets(target: SocketTarget, seconds: number, requestsPerSecond: number): Promise<LoadResult> {
  return withConnections(target, (clients, recorder) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const free = [...clients];
    const waitingSinceMs: number[] = [];
    const total = Math.max(1, Math.round(seconds * requestsPerSecond));
    const beganMs = performance.now();
    let released = 0;
    let answered = 0;

    const sendOn = (client: Client, sinceMs: number): void => {
      recorder.sent += 1;
      client.connection.send(client.next(), (answer) => {
        recorder.record(answer, sinceMs, Number.POSITIVE_INFINITY);
        answered += 1;
        const waiting = waitingSinceMs.shift();
        if (waiting === undefined) free.push(client);
        else sendOn(client, waiting);
        if (answered === total) resolve();
      });
    };
    const timer = setInterval(() => {
      const nowMs = performance.now();
      const due = Math.min(total, Math.ceil(((nowMs - beganMs) / 1000) * requestsPerSecond));
      for (; released < due; released++) {
        // In turn, so that every user has a part.
        const client = free.shift();
        if (client === undefined) waitingSinceMs.push(nowMs);
        else sendOn(client, nowMs);
      }
      if (released === total) clearInterval(timer);
    }, 1);
    return { ended: promise.finally(() => clearInterval(timer)), seconds, stop: () => clearInterval(timer) };
  });
}

interface Client {
  readonly connection: Connection;
  readonly next: () => Buffer;
}

interface Running {
  readonly ended: Promise<void>;
  readonly seconds: number;
  readonly stop?: () => void;
}

class Recorder {
  readonly #faultOf: SocketTarget['faultOf'];
  readonly durationsMs: number[] = [];
  sent = 0;
  /** Answered within the time. */
  inTime = 0;

  constructor(faultOf: SocketTarget['faultOf']) {
    this.#faultOf = faultOf;
  }

  record(answer: ReadAnswer, sinceMs: number, endMs: number): void {
    const fault = this.#faultOf(answer);
    if (fault !== undefined) throw new BenchmarkError(fault);
    const nowMs = performance.now();
    this.durationsMs.push(nowMs - sinceMs);
    if (nowMs <= endMs) this.inTime += 1;
  }
}

async function withConnections(
  { url, connections, signal, requestOf, faultOf }: SocketTarget,
  run: (clients: readonly Client[], recorder: Recorder) => Running,
): Promise<LoadResult> {
  signal.throwIfAborted();
  const failed = Promise.withResolvers<never>();
  // Connections may break before anybody waits for them.
  failed.promise.catch(() => {});
  const stop = () => failed.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const clients: Client[] = [];
  let running: Running | undefined;
  let late: NodeJS.Timeout | undefined;
  try {
    for (let index = 0; index < connections; index++) {
      const connection = await openConnection(url, failed.reject);
      clients.push({ connection, next: () => requestOf(index) });
    }
    const recorder = new Recorder(faultOf);
    const before = performance.eventLoopUtilization();
    running = run(clients, recorder);
    const limitMs = running.seconds * 1000 + DRAIN_MS;
    late = setTimeout(
      () => failed.reject(new BenchmarkError(`left requests unanswered for ${DRAIN_MS / 1000} s`)),
      limitMs,
    );
    await Promise.race([running.ended, failed.promise]);
    const { sent, inTime, durationsMs } = recorder;
    if (durationsMs.length === 0) throw new BenchmarkError(`answered nothing within ${running.seconds} s`);
    return {
      answered: inTime,
      sent,
      requestsPerSecond: inTime / running.seconds,
      ...latencyOf(durationsMs),
      histogram: histogramOf(durationsMs),
      generatorBusy: performance.eventLoopUtilization(before).utilization,
    };
  } finally {
    clearTimeout(late);
    running?.stop?.();
    signal.removeEventListener('abort', stop);
    for (const { connection } of clients) connection.close();
  }
}
