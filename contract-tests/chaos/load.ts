import { randomUUID } from 'node:crypto';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Outcome, RequestRecord } from './record.ts';
import type { Planned, Requests } from './requests.ts';
import { pause } from './wait.ts';

export interface LoadOptions {
  readonly url: string;
  readonly requestsPerSecond: number;
  readonly requests: Requests;
  readonly onEnd: (record: RequestRecord) => void;
}

export interface Load {
  readonly records: readonly RequestRecord[];
  /** Sends registrations at once, so that some are underway at what comes next. */
  rush(): Promise<void>;
  /** Settles when the last request has ended. */
  stop(): Promise<void>;
}

/** A client that has waited so long for the head goes. */
const HEAD_WITHIN_MS = 10_000;
const TICK_MS = 10;
/** After a stall of this process it does not make up for all that it has missed. */
const MAX_AT_ONCE = 50;
const RUSH = 12;
/** In which they reach a server, and in which it cannot have hashed all their passwords. */
const RUSH_BEGUN_MS = 40;

/** Sends at a fixed rate, whether answers come or not (an open loop), and never sends anything twice. */
export function startLoad({ url, requestsPerSecond, requests, onEnd }: LoadOptions): Load {
  const records: RequestRecord[] = [];
  // The longest unused first, so that none is used rarely.
  const kept = new Agent({ keepAlive: true, scheduling: 'fifo', maxFreeSockets: 64 });
  const underway = new Set<Promise<void>>();
  let sent = 0;
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * requestsPerSecond);
    sent = Math.max(sent, due - MAX_AT_ONCE);
    for (; sent < due; sent += 1) launch(requests.next());
  }, TICK_MS);

  function launch(planned: Planned): void {
    const work = send(url, planned, planned.onNewConnection ? false : kept).then((record) => {
      records.push(record);
      onEnd(record);
    });
    underway.add(work);
    void work.finally(() => underway.delete(work));
  }

  return {
    records,
    async rush() {
      for (let count = 0; count < RUSH; count += 1) launch(requests.registration());
      await pause(RUSH_BEGUN_MS);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underway);
      kept.destroy();
    },
  };
}

const begunAt = new WeakMap<Socket, number>();

function send(url: string, planned: Planned, agent: Agent | false): Promise<RequestRecord> {
  const { operation, method, path, token, body, email, from } = planned;
  const id = randomUUID();
  const sentAt = Date.now();
  const text = body === undefined ? undefined : JSON.stringify(body);
  const outgoing = request(url + path, {
    method,
    agent,
    headers: {
      'x-request-id': id,
      'x-forwarded-for': from,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    },
  });
  const record: RequestRecord = {
    id,
    operation,
    ...(email === undefined ? {} : { email }),
    sentAt,
    connectionBegunAt: sentAt,
    endedAt: 0,
    outcome: { kind: 'timeout' },
  };
  outgoing.once('socket', (socket) => {
    // Its first request is given a socket in the moment in which it begins to connect.
    const begun = begunAt.get(socket) ?? Date.now();
    begunAt.set(socket, begun);
    record.connectionBegunAt = begun;
  });
  outgoing.end(text);
  return outcomeOf(outgoing).then((outcome) => {
    record.outcome = outcome;
    record.endedAt = Date.now();
    return record;
  });
}

function outcomeOf(outgoing: ClientRequest): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ kind: 'timeout' });
      outgoing.destroy();
    }, HEAD_WITHIN_MS);
    outgoing.on('response', (response) => {
      clearTimeout(timer);
      void readAnswer(response).then(resolve);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const reason = error.code ?? error.message;
      resolve({ kind: 'failed', closed: reason === 'ECONNRESET' || reason === 'EPIPE', reason });
    });
  });
}

function readAnswer(response: IncomingMessage): Promise<Outcome> {
  const { statusCode: status = 0, headers } = response;
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve) => {
    response.on('error', () => {});
    response.on('close', () => {
      const head = { status, routedTo: String(headers['x-routed-to']), fallback: fallbackOf(headers) };
      resolve({
        kind: 'answered',
        ...head,
        complete: response.complete,
        code: status < 400 ? undefined : codeIn(text),
      });
    });
  });
}

function fallbackOf(headers: IncomingMessage['headers']): string | undefined {
  const reason = headers['x-fallback-reason'];
  return reason === undefined ? undefined : String(reason);
}

function codeIn(text: string): string | undefined {
  return /"code":"(\w+)"/.exec(text)?.[1];
}
