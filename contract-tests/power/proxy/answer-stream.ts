import type { Answer } from '../../../parity/answer.ts';
import { AnswerParser } from '../../../parity/answer-parser.ts';
import { MalformedAnswerError } from '../../../parity/malformed.ts';
import { type AnswerMessage, answerBytes, type Exchange, interimBytes } from './message.ts';
import type { Plant } from './plant.ts';

/** What is done to the client, in this order. */
export type Deed =
  | { readonly kind: 'write'; readonly bytes: Buffer }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' };

const NOBODY: Exchange = { method: '', target: '', fields: [] };

/** The answers of one connection, each given to the plant as a whole. Bytes that are no answer go on as they are. */
export class AnswerStream {
  readonly #parser: AnswerParser;
  readonly #plant: Pick<Plant, 'answer' | 'interim'>;
  readonly #perform: (deed: Deed) => void;
  readonly #exchanges: Exchange[] = [];
  #isOpaque: boolean;

  constructor(plant: Pick<Plant, 'answer' | 'interim'>, perform: (deed: Deed) => void) {
    this.#plant = plant;
    this.#perform = perform;
    this.#isOpaque = plant.answer === undefined && plant.interim === undefined;
    this.#parser = new AnswerParser({
      onAnswer: (answer) => this.#onAnswer(toMessage(answer)),
      onInterim: (interim) => {
        const changed = plant.interim === undefined ? interim : plant.interim(interim);
        if (changed !== undefined) perform({ kind: 'write', bytes: interimBytes(changed) });
      },
    });
  }

  expect(exchange: Exchange): void {
    if (this.#isOpaque) return;
    this.#exchanges.push(exchange);
    this.#parser.expect(exchange.method);
  }

  push(chunk: Buffer): void {
    if (!this.#isOpaque) {
      try {
        this.#parser.push(chunk);
        return;
      } catch (error) {
        if (!(error instanceof MalformedAnswerError)) throw error;
        this.#isOpaque = true;
      }
    }
    this.#perform({ kind: 'write', bytes: chunk });
  }

  /** @param isClean whether the server itself ended the connection */
  end(isClean: boolean): void {
    if (!this.#isOpaque) {
      this.#parser.end(isClean);
      this.#perform({ kind: 'write', bytes: this.#parser.leftover });
    }
    this.#perform({ kind: isClean ? 'close' : 'reset' });
  }

  #onAnswer(answer: AnswerMessage): void {
    const exchange = this.#exchanges.shift() ?? NOBODY;
    const changed = this.#plant.answer === undefined ? answer : this.#plant.answer(answer, exchange);
    if (changed === undefined) return;
    if (changed.delayMs !== undefined) this.#perform({ kind: 'wait', ms: changed.delayMs });
    this.#perform({ kind: 'write', bytes: answerBytes(changed) });
    if (changed.afterwards !== undefined) this.#perform({ kind: changed.afterwards });
  }
}

function toMessage({ version, status, reason, framing, body, trailers, complete, head = '' }: Answer): AnswerMessage {
  return {
    version,
    status,
    reason,
    framing,
    body,
    complete,
    trailers: trailers.map(([name, value]) => `${name}: ${value}`),
    fields: head.split('\r\n').slice(1, -1),
  };
}
