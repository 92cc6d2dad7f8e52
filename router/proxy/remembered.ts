import { LRUCache } from 'lru-cache';

/** How many are remembered of each kind, and how long the longest text is that is: about 2 MB where all of them are. */
const MAX_ENTRIES = 1_024;
const MAX_LENGTH = 2_048;

/**
 * A pure function of a text that remembers what it gave for the texts of late: a client sends the same one with each of its requests.
 * Long texts are not remembered, so that nobody can fill the memory with them.
 */
export function remembered<Result extends object | number>(of: (text: string) => Result): (text: string) => Result {
  const results = new LRUCache<string, Result>({ max: MAX_ENTRIES });
  return (text) => {
    if (text.length > MAX_LENGTH) return of(text);
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = of(text);
    results.set(text, result);
    return result;
  };
}
