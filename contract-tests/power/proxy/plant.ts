import type { InterimAnswer } from '../../../parity/answer.ts';
import type { AnswerMessage, Exchange, RequestMessage } from './message.ts';

/** What a proxy does to the messages that pass it. Without any of these it passes bytes on as they come. */
export interface Plant {
  /** Answers as a whole; no answer at all where it is `undefined`. */
  readonly answer?: (answer: AnswerMessage, exchange: Exchange) => AnswerMessage | undefined;
  readonly interim?: (interim: InterimAnswer) => InterimAnswer | undefined;
  /** Heads of requests, as soon as they are complete; their `body` is empty and counts for nothing. */
  readonly head?: (head: RequestMessage) => RequestMessage;
  /** Requests with their bodies, where they have one that is not chunked. */
  readonly body?: (request: RequestMessage) => RequestMessage;
}
