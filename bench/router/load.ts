import type { ReadAnswer } from '../load/answer-reader.ts';
import type { LoadResult } from '../load/load-result.ts';
import { paceSockets, type SocketTarget, saturateSockets } from '../load/sockets.ts';
import { requestBytes, type Traffic } from './traffic.ts';

export interface LoadTarget {
  readonly url: string;
  readonly traffic: Traffic;
  readonly connections: number;
  readonly signal: AbortSignal;
}

/**
 * One kind of request over and over, as soon as the one before is answered; each connection is a user of its own.
 * @throws {BenchmarkError} at the first answer with another status or body, or closed connection
 */
export function saturate(target: LoadTarget, seconds: number): Promise<LoadResult> {
  return saturateSockets(toSockets(target), seconds);
}

/**
 * The same at a fixed rate, whatever the answers do.
 * @throws {BenchmarkError} as `saturate` does, and when the subject falls behind for good
 */
export function pace(target: LoadTarget, seconds: number, requestsPerSecond: number): Promise<LoadResult> {
  return paceSockets(toSockets(target), seconds, requestsPerSecond);
}

function toSockets({ url, traffic, connections, signal }: LoadTarget): SocketTarget {
  const requests = Array.from({ length: connections }, (_, client) => requestBytes(traffic, url, client));
  return {
    url,
    connections,
    signal,
    requestOf: (client) => requests[client] ?? Buffer.alloc(0),
    faultOf: ({ status, body }: ReadAnswer) => {
      if (status !== 200) return `answered ${status}, not 200`;
      return body.equals(traffic.answer) ? undefined : 'answered with another body';
    },
  };
}
