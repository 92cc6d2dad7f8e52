import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** How long a refused client may go on sending; its bytes are read and dropped. */
const LINGER_MS = 5000;

/** The answers of a connection, as far as a refusal of what follows has to know them. */
interface Answers {
  /** In order; those that are closed have been sent, or never will be. */
  noted: ServerResponse[];
  /** To the request that the parser read last, perhaps not to its end. */
  latest: ServerResponse;
}

const refused = new WeakSet<Socket>();
const leaving = new WeakSet<Socket>();
const connections = new WeakMap<Socket, Answers>();

/** Notes an answer that is to come on a connection, so that no refusal of what follows overtakes it. */
export function noteAnswer(socket: Socket, response: ServerResponse): void {
  const answers = connections.get(socket);
  if (answers === undefined) {
    connections.set(socket, { noted: [response], latest: response });
    return;
  }
  answers.noted = pendingOf(answers);
  answers.noted.push(response);
  answers.latest = response;
}

/** Those that are not yet sent. */
function pendingOf({ noted }: Answers): ServerResponse[] {
  return noted.filter(({ closed }) => !closed);
}

/**
 * Answers what node's parser refused, for which there is no request to work with: a bare status, then the connection closes,
 * because where the next request would begin is unknown (RFC 9112, 9.6). Whole requests before it get their answers first
 * (RFC 9112, 9.3.2).
 */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  // Bytes behind a request that said it was the last one mean nothing (RFC 9112, 9.6); its answer ends the connection.
  if (error.code === 'HPE_CLOSED_CONNECTION') return;
  // The parser says it again for all that still comes.
  if (refused.has(socket) && error.code !== 'ECONNRESET') return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  refused.add(socket);
  const answers = connections.get(socket);
  const cutOff = answers?.latest.req.complete === false ? answers.latest : undefined;
  const before = (answers === undefined ? [] : pendingOf(answers)).findLast(
    ({ req, writableFinished }) => req.complete && !writableFinished,
  );
  const refuseNow = () => {
    // A request with a broken body can be refused for its head before; then that was its one answer, and the last.
    if (cutOff?.headersSent !== true) refuse(socket, error);
    else if (cutOff.writableFinished) closeWith(socket);
    else cutOff.once('close', () => closeWith(socket));
  };
  if (cutOff !== undefined) cutOff.shouldKeepAlive = false;
  if (before === undefined) refuseNow();
  else before.once('close', refuseNow);
}

/** Does something on a connection when all whole requests before have their answers (RFC 9112, 9.3.2). */
export function afterAnswers(socket: Socket, act: () => void): void {
  const answers = connections.get(socket);
  const before = answers === undefined ? undefined : pendingOf(answers).at(-1);
  if (before === undefined) act();
  else before.once('close', act);
}

function refuse(socket: Socket, { code }: NodeJS.ErrnoException): void {
  const status = REFUSALS[code ?? ''] ?? '400 Bad Request';
  closeWith(socket, `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Makes node, too, end connections in the way that loses no answer. */
export function lingerOnClose(socket: Socket): void {
  Object.assign(socket, { destroySoon: () => closeWith(socket) });
}

/** Whether the server has ended a connection: what a client still asks for on it is not served (RFC 9112, 9.6). */
export function isLeaving(socket: Socket): boolean {
  return leaving.has(socket);
}

/**
 * Ends a connection. To close at once would reset the connection of a client that still sends, and the reset can overtake the answer: the sending
 * side is closed first, and what comes is read for a while (RFC 9112, 9.6).
 */
export function closeWith(socket: Socket, lastWords = ''): void {
  if (leaving.has(socket)) return;
  leaving.add(socket);
  socket.end(lastWords);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket
    .once('end', () => socket.destroy())
    .once('close', () => clearTimeout(timer))
    .resume();
}
