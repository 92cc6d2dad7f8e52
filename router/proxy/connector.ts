import { buildConnector } from 'undici';
import { checkAnswerHeads } from './answer-heads.ts';

/**
 * Connects like undici's own connector, but gives a broken connection's error another code. To undici ECONNRESET in the middle of an
 * answer that the connection's end was to delimit is that end: what the upstream never finished would reach the client as whole.
 */
export function createConnector(timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false });
  return (options, callback) =>
    connect(options, (...outcome) => {
      const [, socket] = outcome;
      socket?.prependListener('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') error.code = 'ERR_UPSTREAM_BROKE';
      });
      if (socket !== undefined && socket !== null) checkAnswerHeads(socket);
      callback(...outcome);
    });
}
