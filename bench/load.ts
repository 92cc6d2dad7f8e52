import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import { BenchmarkError } from './benchmark-error.ts';
import type { Scenario } from './scenarios.ts';
import { percentile } from './statistics.ts';

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export interface LoadResult {
  /** Requests that were answered within the time. */
  readonly answered: number;
  /** Those, and the few that were cut off at its end, which the server has worked for all the same. */
  readonly sent: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of the time, 0 to 1, in which this process was busy: near 1, it was the limit and not the server. */
  readonly generatorBusy: number;
}

export type Load = (scenario: Scenario, options: LoadOptions) => Promise<LoadResult>;

/**
 * Sends a scenario's request over and over, on each connection as soon as the one before is answered.
 * @throws {BenchmarkError} at the first answer with another status, socket error, time-out or closed connection
 */
export const load: Load = async (scenario, { url, connections, seconds, signal }) => {
  signal.throwIfAborted();
  const durationsMs: number[] = [];
  let failure: string | undefined;
  const before = performance.eventLoopUtilization();

  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(toOptions(scenario, url, connections, seconds), (error, done) => {
      signal.removeEventListener('abort', stop);
      if (error) reject(error);
      else resolve(done);
    });
    const stop = () => instance.stop();
    const fail = (why: string) => {
      failure ??= why;
      stop();
    };
    signal.addEventListener('abort', stop, { once: true });
    instance.on('response', (_client, status, _bytes, durationMs) => {
      durationsMs.push(durationMs);
      if (status !== scenario.status) fail(`answered ${status}, not ${scenario.status}`);
    });
    instance.on('reqError', (error: Error) => fail(`did not answer: ${error.message}`));
  });

  signal.throwIfAborted();
  // Autocannon opens a connection that the server closed anew without a word, and the request on it is gone.
  const lost = result.requests.sent - durationsMs.length - connections;
  if (lost > 0) failure ??= `closed a connection under load (${lost} or more times)`;
  if (failure === undefined && durationsMs.length === 0) failure = `answered nothing within ${seconds} s`;
  if (failure !== undefined) throw new BenchmarkError(failure);

  return {
    answered: durationsMs.length,
    sent: result.requests.sent,
    requestsPerSecond: durationsMs.length / result.duration,
    p50Ms: percentile(durationsMs, 50),
    p99Ms: percentile(durationsMs, 99),
    generatorBusy: performance.eventLoopUtilization(before).utilization,
  };
};

function toOptions({ method, path, headers, body }: Scenario, url: string, connections: number, seconds: number) {
  const request: autocannon.Request = { method, path, headers: { ...headers } };
  if (body.kind === 'same') request.body = body.text;
  if (body.kind === 'fresh') request.setupRequest = (base) => ({ ...base, body: body.next() });
  return {
    url,
    connections,
    duration: seconds,
    requests: [request],
    // Autocannon looks only this often whether it is to stop.
    sampleInt: 100,
  } satisfies autocannon.Options;
}
