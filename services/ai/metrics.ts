import type { components } from '../../contract/schema.gen.ts';
import type { Reading } from './reading.ts';

export type Metrics = components['schemas']['TextMetrics'];

/** How much text there is. A sentence without a word (`...`, an emoji) does not count as one. */
export function measure({ sentences }: Reading): Metrics {
  const words = sentences.reduce((sum, sentence) => sum + sentence.words.length, 0);
  return {
    sentences: sentences.length,
    words,
    wordsPerSentence: sentences.length === 0 ? 0 : Math.round((words / sentences.length) * 10) / 10,
  };
}
