import type { AnswerMessage } from '../power/proxy/message.ts';
import { type RunningProxy, startProxy } from '../power/proxy/proxy.ts';

/** An answer on its way through the proxy, names of header fields in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** What the proxy does to each answer; `undefined` breaks the connection off instead. */
export type Plant = (answer: Answer) => Answer | undefined;

/** A server that answers as `target` does, but for one planted fault. */
export function startFaultyProxy(target: string, plant: Plant): Promise<RunningProxy> {
  return startProxy(target, {
    plant: {
      answer: (message) => {
        const answer = plant(toAnswer(message));
        return answer === undefined ? { ...message, cutAtBytes: 0, afterwards: 'reset' } : toMessage(answer, message);
      },
    },
  });
}

/** The fields of its framing are the proxy's: the body may become another one. */
const FRAMING = new Set(['content-length', 'transfer-encoding']);

function toAnswer({ status, fields, body }: AnswerMessage): Answer {
  const headers: Record<string, string | string[]> = {};
  for (const line of fields) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers[name];
    if (!FRAMING.has(name)) headers[name] = before === undefined ? value : [before, value].flat();
  }
  return { status, headers, body: body.toString('utf8') };
}

function toMessage({ status, headers, body }: Answer, message: AnswerMessage): AnswerMessage {
  const bytes = Buffer.from(body, 'utf8');
  const fields = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}`),
  );
  return {
    ...message,
    status,
    fields: message.framing === 'none' ? fields : [...fields, `content-length: ${bytes.length}`],
    framing: message.framing === 'none' ? 'none' : 'length',
    body: bytes,
  };
}
