import type { components } from '../../../contract/schema.gen.ts';
import type { Level } from '../level.ts';
import type { Reading, Span } from '../reading.ts';

export type RuleName = components['schemas']['Finding']['rule'];

export interface Rule {
  readonly name: RuleName;
  /** True where it rests on English words; such a rule stays silent on a text in another language. */
  readonly english: boolean;
  find(reading: Reading, level: Level): readonly Mark[];
}

/** A place in the text that a rule objects to; it lies within one sentence. */
export interface Mark extends Span {
  /** Specific, and something that the writer can do. */
  readonly message: string;
  /** What may stand there instead, best first. */
  readonly replacements?: readonly string[];
}
