import type { ServerResponse } from 'node:http';
import { ProblemError, problem } from '../../contract/problems.ts';
import type { Control } from './control.ts';
import { toEvent } from './documents.ts';

export interface EventLimits {
  readonly maxClients: number;
  /** What may wait for one client; one that falls further behind is cut off, and may come again. */
  readonly backlogBytes: number;
  readonly heartbeatMs: number;
}

export const EVENT_LIMITS: EventLimits = { maxClients: 16, backlogBytes: 1_048_576, heartbeatMs: 15_000 };

export interface EventStreams {
  /** @throws {ProblemError} where too many watch already; nothing has been written then */
  requirePlace(): void;
  /** Begins a stream as the body of an answer: with what holds now, then each event. */
  open(response: ServerResponse, headers: Readonly<Record<string, string>>): void;
  readonly clients: number;
  /** Ends all streams. */
  close(): void;
}

/** Server-sent events (HTML, 9.2). Each event becomes text once, whoever watches; nobody watching costs nothing. */
export function createEventStreams(control: Control, limits: EventLimits = EVENT_LIMITS): EventStreams {
  const watching = new Set<ServerResponse>();
  let closed = false;
  let end: (() => void) | undefined;

  function begin(): () => void {
    const unsubscribe = control.subscribe((event) => sendAll(toText(toEvent(event))));
    const heartbeat = setInterval(() => sendAll(': still here\n\n'), limits.heartbeatMs).unref();
    return () => {
      unsubscribe();
      clearInterval(heartbeat);
    };
  }

  function sendAll(text: string): void {
    const bytes = Buffer.from(text);
    for (const response of watching) send(response, bytes);
  }

  function send(response: ServerResponse, bytes: Buffer): void {
    if (response.writableLength + bytes.length > limits.backlogBytes) response.destroy();
    else response.write(bytes);
  }

  function leave(response: ServerResponse): void {
    if (!watching.delete(response) || watching.size > 0) return;
    end?.();
    end = undefined;
  }

  return {
    requirePlace() {
      if (!closed && watching.size < limits.maxClients) return;
      const detail = closed ? 'This worker ends.' : `${watching.size} clients watch the events already.`;
      throw new ProblemError(problem('overloaded', detail, { headers: { 'retry-after': '5' } }));
    },
    open(response, headers) {
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
      response.once('close', () => leave(response));
      response.on('error', () => {});
      watching.add(response);
      end ??= begin();
      const now = toEvent({ kind: 'change', view: control.view(), entry: undefined });
      send(response, Buffer.from(toText(now)));
    },
    get clients() {
      return watching.size;
    },
    close() {
      closed = true;
      for (const response of watching) response.end();
    },
  };
}

/** JSON has no line break, so the data is one line. */
function toText({ name, data }: ReturnType<typeof toEvent>): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
