import { STATUS_CODES } from 'node:http';
import { PROBLEM_MEDIA_TYPE, type Problem, toProblemDocument } from '../../contract/problems.ts';
import type { UpstreamName } from './decide.ts';
import type { Exchange } from './exchange.ts';
import { traced } from './max-forwards.ts';

/** Who gave the answer: an upstream, or none where the router refused the request before it chose one. */
export type RoutedTo = UpstreamName | 'none';

export interface OwnAnswer {
  readonly routedTo: RoutedTo;
  readonly close: boolean;
}

/** Writes the router's own refusal. Nothing of an answer may have been written. */
export function answerProblem(exchange: Exchange, problem: Problem, { routedTo, close }: OwnAnswer): void {
  const { path, requestId, ownFields, last } = exchange;
  const { body, headers } = render(problem, { instance: path, requestId, routedTo, ownFields });
  if (close || last) headers.push('connection', 'close');
  // A head that could not be written may have left its reason phrase.
  exchange.response.statusMessage = '';
  exchange.response.writeHead(problem.status, headers).end(body);
}

/** `OPTIONS *` asks about the server as a whole, and the server that was asked is the router (RFC 9110, 9.3.7). */
export function answerServerOptions(exchange: Exchange, close: boolean): void {
  const headers = ['allow', ALLOWED, ...idFields(exchange.requestId, 'none'), ...exchange.ownFields];
  if (close || exchange.last) headers.push('connection', 'close');
  exchange.response.writeHead(204, headers).end();
}

/** Answers a TRACE that may go no further with what arrived here (RFC 9110, 9.3.8). */
export function answerTrace(exchange: Exchange, close: boolean): void {
  const { request, response, requestId, ownFields, last } = exchange;
  const body = traced(request.url ?? '', request.httpVersion, request.rawHeaders);
  const headers = ['content-type', 'message/http', 'content-length', String(Buffer.byteLength(body, 'latin1'))];
  headers.push(...idFields(requestId, 'none'), ...ownFields);
  if (close || last) headers.push('connection', 'close');
  response.writeHead(200, headers).end(body, 'latin1');
}

/** A refusal as the bytes of a whole message, for a connection on which no request could be read. */
export function problemMessage(problem: Problem, requestId: string, ownFields: readonly string[]): Buffer {
  const { body, headers } = render(problem, { instance: '/', requestId, routedTo: 'none', ownFields });
  const lines = [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`];
  headers.push('date', new Date().toUTCString(), 'connection', 'close');
  for (let index = 0; index < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** The methods that are passed on; CONNECT is not one of them. */
export const ALLOWED = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE';

/**
 * Fields of the router's own answers without which a page of another origin could not read them (Fetch, 3.3): those that the
 * servers behind it send as well.
 *
 * @param origin the origin whose pages may call the API with credentials
 */
export function crossOriginFields(origin: string | undefined): readonly string[] {
  if (origin === undefined) return [];
  const exposed = 'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Routed-To';
  return [
    ...['access-control-allow-origin', origin, 'access-control-allow-credentials', 'true'],
    ...['access-control-expose-headers', exposed, 'vary', 'origin, accept-encoding'],
  ];
}

interface Rendering {
  readonly instance: string;
  readonly requestId: string;
  readonly routedTo: RoutedTo;
  readonly ownFields: readonly string[];
}

function render(problem: Problem, { instance, requestId, routedTo, ownFields }: Rendering) {
  const body = Buffer.from(JSON.stringify(toProblemDocument(problem, { instance, requestId })));
  const headers = ['content-type', PROBLEM_MEDIA_TYPE, 'content-length', String(body.length)];
  headers.push(...idFields(requestId, routedTo), ...ownFields);
  for (const [name, value] of Object.entries(problem.headers ?? {})) headers.push(name, value);
  return { body, headers };
}

function idFields(requestId: string, routedTo: RoutedTo): string[] {
  return ['x-request-id', requestId, 'x-routed-to', routedTo];
}
