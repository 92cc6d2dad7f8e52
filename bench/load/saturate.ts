import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import { BenchmarkError } from '../benchmark-error.ts';
import type { Scenario, ScenarioRequest } from '../scenarios.ts';
import { histogramOf, type LoadResult, latencyOf } from './load-result.ts';

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/**
 * Sends a scenario's requests over and over, on each connection as soon as the one before is answered.
 * @throws {BenchmarkError} at the first answer with another status, socket error, time-out or closed connection
 */
export async function saturate(scenario: Scenario, options: LoadOptions): Promise<LoadResult> {
  const result = await attempt(scenario, options);
  if (typeof result !== 'number') return result;
  // On a machine that stalls a short measurement may see no answer; a longer one decides whether the subject is to blame.
  const seconds = options.seconds * PATIENCE;
  const second = await attempt(scenario, { ...options, seconds });
  if (typeof second === 'number') throw new BenchmarkError(`answered nothing within ${seconds} s`);
  return { ...second, sent: second.sent + result };
}

const PATIENCE = 4;

/** @returns where nothing was answered, the number of requests that were sent */
async function attempt(
  scenario: Scenario,
  { url, connections, seconds, signal }: LoadOptions,
): Promise<LoadResult | number> {
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
  if (failure !== undefined) throw new BenchmarkError(failure);
  if (durationsMs.length === 0) return result.requests.sent;

  return {
    answered: durationsMs.length,
    sent: result.requests.sent,
    requestsPerSecond: durationsMs.length / result.duration,
    ...latencyOf(durationsMs),
    histogram: histogramOf(durationsMs),
    generatorBusy: performance.eventLoopUtilization(before).utilization,
  };
}

function toOptions({ method, path, requests }: Scenario, url: string, connections: number, seconds: number) {
  const toRequest = ({ headers, body }: ScenarioRequest): autocannon.Request => ({
    method,
    path,
    headers: { ...headers },
    ...(body.kind === 'same' && { body: body.text }),
    ...(body.kind === 'fresh' && { setupRequest: (base: autocannon.Request) => ({ ...base, body: body.next() }) }),
  });
  const all = requests.map(toRequest);
  let clients = 0;
  return {
    url,
    connections,
    duration: seconds,
    requests: all,
    // Each connection begins with another account, so that at no time all ask for the same one.
    setupClient: (client) => {
      const first = clients++ % all.length;
      client.setRequests([...all.slice(first), ...all.slice(0, first)]);
    },
    // Autocannon looks only this often whether it is to stop.
    sampleInt: 100,
  } satisfies autocannon.Options;
}
