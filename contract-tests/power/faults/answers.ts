import type { Fault, Layer } from '../fault.ts';
import type { AnswerMessage, Exchange } from '../proxy/message.ts';
import type { Plant } from '../proxy/plant.ts';

export type ChangeAnswer = (answer: AnswerMessage, exchange: Exchange) => AnswerMessage | undefined;

/** A fault that changes answers. */
export function inAnswers(name: string, about: string, answer: ChangeAnswer, layer: Layer = 'answer'): Fault {
  return planted(name, about, layer, { answer });
}

/** A fault in the proxy before the candidate. */
export function planted(name: string, about: string, layer: Layer, plant: Plant): Fault {
  return { name, about, layer, apply: { plant } };
}

/** The change where the answer has one of these statuses. */
export function onStatus(statuses: number | readonly number[], change: ChangeAnswer): ChangeAnswer {
  const list = [statuses].flat();
  return (answer, exchange) => (list.includes(answer.status) ? change(answer, exchange) : answer);
}

/** The change on answers to that operation: `POST /api/auth/login`. */
export function onOperation(operation: string, change: ChangeAnswer): ChangeAnswer {
  return (answer, exchange) => {
    const isAsked = `${exchange.method} ${exchange.target.split('?', 1)[0]}` === operation;
    return isAsked ? change(answer, exchange) : answer;
  };
}

/** The change where the answer's text has something. */
export function onText(pattern: RegExp, change: ChangeAnswer): ChangeAnswer {
  return (answer, exchange) => (pattern.test(answer.body.toString('utf8')) ? change(answer, exchange) : answer);
}
