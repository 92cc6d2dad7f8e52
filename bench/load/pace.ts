import { textOf } from '../request-bodies.ts';
import type { Scenario, ScenarioRequest } from '../scenarios.ts';
import type { LoadResult } from './load-result.ts';
import type { LoadOptions } from './saturate.ts';
import { paceSockets } from './sockets.ts';

/**
 * Sends a scenario's requests at a fixed rate, whatever the answers do; see `paceSockets`.
 * @throws {BenchmarkError} at the first answer with another status, or closed connection, and when the subject falls behind for good
 */
export function pace(
  scenario: Scenario,
  { url, connections, seconds, signal }: LoadOptions,
  requestsPerSecond: number,
): Promise<LoadResult> {
  let sent = 0;
  const next = requestWriter(scenario, url);
  return paceSockets(
    {
      url,
      connections,
      signal,
      requestOf: () => next(sent++),
      faultOf: ({ status }) => (status === scenario.status ? undefined : `answered ${status}, not ${scenario.status}`),
    },
    seconds,
    requestsPerSecond,
  );
}

/** A function that writes a scenario's requests, in turn, as bytes. */
export function requestWriter({ method, path, requests }: Scenario, url: string): (index: number) => Buffer {
  const { host } = new URL(url);
  const write = ({ headers, body }: ScenarioRequest): Buffer => {
    const text = textOf(body);
    const fields = Object.entries({
      host,
      ...headers,
      ...(text !== undefined && { 'content-length': Buffer.byteLength(text) }),
    });
    const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text ?? ''}`);
  };
  const written = requests.map((request) => (request.body.kind === 'fresh' ? undefined : write(request)));
  return (index) => {
    const at = index % requests.length;
    const request = requests[at];
    if (request === undefined) throw new Error('a scenario without a request');
    return written[at] ?? write(request);
  };
}
