import { type Problem, problem } from '../../contract/problems.ts';

/** Why an upstream gave no (whole) answer. */
export type FailureReason =
  | 'unreachable'
  | 'connect-timeout'
  | 'reset'
  | 'headers-timeout'
  | 'body-timeout'
  | 'bad-answer'
  /** It answered with a status that another server may mend. */
  | 'failed-answer'
  /** It was found out to be ill while the request waited for it. */
  | 'given-up'
  | 'unsendable'
  | 'overloaded';

export interface Failure {
  readonly reason: FailureReason;
  /** A byte of the request may have reached the upstream. */
  readonly sent: boolean;
  /** The request can be sent once more: it has no body, or nothing of its body has gone. */
  readonly repeatable: boolean;
  readonly error: Error;
  /** Of a failed answer. */
  readonly status?: number;
}

const BY_CODE: Readonly<Record<string, FailureReason>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'headers-timeout',
  UND_ERR_BODY_TIMEOUT: 'body-timeout',
  UND_ERR_HEADERS_OVERFLOW: 'bad-answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'bad-answer',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_INVALID_ARG: 'unsendable',
  UND_ERR_NOT_SUPPORTED: 'unsendable',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'unsendable',
  // A connection that broke while its answer came; see `upstream.ts`.
  ERR_UPSTREAM_BROKE: 'reset',
  // See `answer-heads.ts`.
  ERR_UPSTREAM_BAD_HEAD: 'bad-answer',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
};

/**
 * The reason behind an error of undici's or of a socket.
 *
 * @param connected a connection was there when it happened; before, every unknown error is a failure to connect (refused, no
 *   route, no such name)
 */
export function reasonOf(error: Error, connected: boolean): FailureReason {
  const code = codeOf(error);
  return BY_CODE[code] ?? (code.startsWith('HPE_') || connected ? 'bad-answer' : 'unreachable');
}

/** The reason as the answer's `x-fallback-reason` tells it. */
export function shortReason({ reason, status }: Failure): string {
  return status === undefined ? reason : `status-${status}`;
}

/** What a log line may say of it. */
export function describeFailure({ reason, error }: Failure): string {
  return `${reason} (${codeOf(error) || error.message})`;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The answer to a request that no upstream could answer. */
export function problemOf({ reason }: Failure): Problem {
  switch (reason) {
    case 'unreachable':
      return problem('upstream_unreachable', 'The server cannot be reached at the moment.');
    case 'reset':
      return problem('upstream_unreachable', 'The server closed the connection before it answered.');
    case 'failed-answer':
      return problem('upstream_unreachable', 'The server failed.');
    case 'given-up':
      return problem('upstream_unreachable', 'The server does not work at the moment.');
    case 'bad-answer':
      return problem('upstream_unreachable', 'What the server answered is not valid HTTP.');
    case 'connect-timeout':
      return problem('upstream_timeout', 'The server did not accept the connection in time.');
    case 'headers-timeout':
    case 'body-timeout':
      return problem('upstream_timeout', 'The server did not answer in time.');
    case 'overloaded':
      return problem('overloaded', 'Too many requests are waiting for the server.', {
        headers: { 'retry-after': '1' },
      });
    case 'unsendable':
      return problem('malformed_request', 'The request cannot be passed on.');
  }
}
