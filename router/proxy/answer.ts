import { STATUS_CODES } from 'node:http';
import { PROBLEM_MEDIA_TYPE, type Problem, toProblemDocument } from '../../contract/problems.ts';
import type { UpstreamName } from './decide.ts';
import type { Exchange } from './exchange.ts';

/** Who gave the answer: an upstream, or none where the router refused the request before it chose one. */
export type RoutedTo = UpstreamName | 'none';

export interface OwnAnswer {
  readonly routedTo: RoutedTo;
  readonly close: boolean;
}

/** Writes the router's own refusal. Nothing of an answer may have been written. */
export function answerProblem(exchange: Exchange, problem: Problem, { routedTo, close }: OwnAnswer): void {
  const { body, headers } = render(problem, exchange.path, exchange.requestId, routedTo);
  if (close) headers.push('connection', 'close');
  exchange.response.writeHead(problem.status, headers).end(body);
}

/** `OPTIONS *` asks about the server as a whole, and the server that was asked is the router (RFC 9110, 9.3.7). */
export function answerServerOptions(exchange: Exchange, close: boolean): void {
  const headers = ['allow', ALLOWED, 'x-request-id', exchange.requestId, 'x-routed-to', 'none'];
  if (close) headers.push('connection', 'close');
  exchange.response.writeHead(204, headers).end();
}

/** A refusal as the bytes of a whole message, for a connection on which no request could be read. */
export function problemMessage(problem: Problem, requestId: string): Buffer {
  const { body, headers } = render(problem, '/', requestId, 'none');
  const lines = [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`];
  headers.push('date', new Date().toUTCString(), 'connection', 'close');
  for (let index = 0; index < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** The methods that are passed on; CONNECT is not one of them. */
export const ALLOWED = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE';

function render(problem: Problem, instance: string, requestId: string, routedTo: RoutedTo) {
  const body = Buffer.from(JSON.stringify(toProblemDocument(problem, { instance, requestId })));
  const headers = ['content-type', PROBLEM_MEDIA_TYPE, 'content-length', String(body.length)];
  headers.push('x-request-id', requestId, 'x-routed-to', routedTo);
  for (const [name, value] of Object.entries(problem.headers ?? {})) headers.push(name, value);
  return { body, headers };
}
