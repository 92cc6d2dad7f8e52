/** One `key=value` of a query. */
export interface QueryPair {
  /** Decoded; bytes that are not UTF-8 as U+FFFD, so that any key can be named in a refusal. */
  readonly key: string;
  /** As it was sent. */
  readonly rawValue: string;
}

/**
 * The pairs of a target's query, in order (WHATWG URL, 5.1, but for decoded values). Read off the target itself, because the
 * frameworks' parsers disagree on brackets, on keys beyond the thousandth and on bytes that are not UTF-8.
 * @param target request target, in origin form
 */
export function readQuery(target: string): QueryPair[] {
  const start = target.indexOf('?');
  if (start === -1) return [];
  const query = target.slice(start + 1);
  // With a question mark of its own, as a first one counts for none: `??a` has the key `?a`.
  const keys = [...new URLSearchParams(`?${query}`).keys()];
  const sent = query.split('&').filter((pair) => pair !== '');
  return sent.map((pair, index) => {
    const equals = pair.indexOf('=');
    return { key: keys[index] ?? '', rawValue: equals === -1 ? '' : pair.slice(equals + 1) };
  });
}

/** What percent-encoding and `+` stand for, or `undefined` where that is not UTF-8 (RFC 3986, 2.1). */
export function decodeQueryText(raw: string): string | undefined {
  return decodePercent(raw.replaceAll('+', ' '));
}

/** What percent-encoding stands for, or `undefined` where that is not UTF-8 (RFC 3986, 2.1). */
export function decodePercent(raw: string): string | undefined {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}
