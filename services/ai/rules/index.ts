import { hedging } from './hedging.ts';
import { passiveVoice } from './passive-voice.ts';
import { readability } from './readability.ts';
import { repetition } from './repetition.ts';
import type { Rule } from './rule.ts';
import { sentenceLength } from './sentence-length.ts';
import { simplerWording } from './simpler-wording.ts';

/** Every rule, in the order in which findings at the same place are listed: what costs a reader most comes first. */
export const rules: readonly Rule[] = [sentenceLength, readability, passiveVoice, repetition, simplerWording, hedging];
