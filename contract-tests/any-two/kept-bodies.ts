import type { Answer, Observation } from '../../parity/answer.ts';
import type { Round } from './judge.ts';

/** Answers of strangers that are held at a time, in bytes. */
export const MOST_HELD_BYTES = 96 * 1024 * 1024;
/** Answers that are on their way at a time, in bytes. */
const MOST_IN_FLIGHT_BYTES = 64 * 1024 * 1024;
/** What an answer is taken for before one was seen. */
const EXPECTED_BYTES = 256 * 1024;
/** Smaller bodies are not worth being looked for. */
const SHARED_FROM_BYTES = 16 * 1024;
/** Of an answer without its body. */
const OVERHEAD_BYTES = 1024;

/** Counts the answers that are held, and holds a large body once however often it came: most servers say the same again. */
export class KeptBodies {
  readonly #large = new Map<number, Buffer[]>();
  #bytes = 0;
  #largest = 0;

  /** Of all that is held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The same round, to be held. */
  keep({ baseline, candidate }: Round): Round {
    return { baseline: this.#keepOne(baseline), candidate: this.#keepOne(candidate) };
  }

  /** What was held is let go. */
  clear(): void {
    this.#large.clear();
    this.#bytes = 0;
  }

  /** Requests that may be under way at once to each server, so that answers as large as the largest so far have room. */
  allowance(concurrency: number): number {
    const expected = Math.max(this.#largest === 0 ? EXPECTED_BYTES : this.#largest, OVERHEAD_BYTES);
    return Math.max(1, Math.min(concurrency, Math.floor(MOST_IN_FLIGHT_BYTES / (2 * expected))));
  }

  #keepOne(seen: Observation): Observation {
    this.#bytes += OVERHEAD_BYTES;
    return { ...seen, answers: seen.answers.map((answer) => this.#keepAnswer(answer)) };
  }

  #keepAnswer(answer: Answer): Answer {
    const { body } = answer;
    this.#bytes += OVERHEAD_BYTES + (answer.head?.length ?? 0);
    this.#largest = Math.max(this.#largest, body.length);
    const known = this.#large.get(body.length) ?? [];
    const same = known.find((other) => other.equals(body));
    if (same !== undefined) return { ...answer, body: same };
    this.#bytes += body.length;
    if (body.length >= SHARED_FROM_BYTES) this.#large.set(body.length, [...known, body]);
    return answer;
  }
}

/** Answers in findings, which are held until the report is written; those that find no room are not shown. */
export class ShownAnswers {
  #left = MOST_HELD_BYTES;

  take(round: Round): Round | undefined {
    this.#left -= [round.baseline, round.candidate].reduce((sum, one) => sum + sizeOf(one), 0);
    return this.#left < 0 ? undefined : round;
  }
}

function sizeOf({ answers }: Observation): number {
  return answers.reduce((sum, { body }) => sum + OVERHEAD_BYTES + body.length, 0);
}
