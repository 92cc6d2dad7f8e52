import { mask } from './redact.ts';

/** Shorter values are no secrets, and occur anywhere. */
const SHORTEST = 6;
/** Of a secret, how much is looked for at the edges of an excerpt; excerpts are not longer. */
const LONGEST_EDGE = 256;
/** An excerpt that stands within a secret is as long as that, and the secret longer. */
const SHORTEST_WITHIN = 16;
const ELLIPSIS = '…';

/** Secrets that are looked for in texts; however many there are, a text is gone through once. */
export interface SecretIndex {
  readonly secrets: readonly string[];
  /** A text with stars in the place of each secret, of the same length. */
  mask(text: string): string;
  /** The same of a text that may begin or end within a secret. */
  maskExcerpt(text: string): string;
}

/** @returns undefined where none of them is long enough to be looked for */
export function createSecretIndex(values: readonly string[]): SecretIndex | undefined {
  // Longest first, so that a part does not take the whole apart.
  const secrets = [...new Set(values)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
  if (secrets.length === 0) return undefined;
  const byStart = Map.groupBy(secrets, (secret) => secret.slice(0, SHORTEST));
  const byEnd = Map.groupBy(secrets, (secret) => secret.slice(-SHORTEST));
  const starts = new Set(secrets.map((secret) => secret.charCodeAt(0)));

  function maskWhole(text: string): string {
    let masked = '';
    let kept = 0;
    for (let at = 0; at + SHORTEST <= text.length; at += 1) {
      if (!starts.has(text.charCodeAt(at))) continue;
      const found = byStart.get(text.slice(at, at + SHORTEST))?.find((secret) => text.startsWith(secret, at));
      if (found === undefined) continue;
      masked += text.slice(kept, at) + mask(found);
      kept = at + found.length;
      at = kept - 1;
    }
    return kept === 0 ? text : masked + text.slice(kept);
  }

  function maskEdges(text: string): string {
    if (text.length < SHORTEST) return text;
    const isWithin = text.length >= SHORTEST_WITHIN && !text.includes('*');
    const core = isWithin ? text.replace(/^"|"$/g, '') : '';
    if (isWithin && secrets.some((secret) => secret.length > core.length && secret.includes(core))) return mask(text);
    let result = text;
    for (let length = Math.min(LONGEST_EDGE, text.length); length >= SHORTEST; length -= 1) {
      const [head, tail] = [result.slice(0, length), result.slice(-length)];
      if (byStart.get(tail.slice(0, SHORTEST))?.some((secret) => secret.startsWith(tail)) === true)
        result = result.slice(0, -length) + mask(tail);
      if (byEnd.get(head.slice(-SHORTEST))?.some((secret) => secret.endsWith(head)) === true)
        result = mask(head) + result.slice(length);
    }
    return result;
  }

  return {
    secrets,
    mask: maskWhole,
    maskExcerpt(text) {
      const whole = maskWhole(text);
      return whole.endsWith(ELLIPSIS) ? maskEdges(whole.slice(0, -ELLIPSIS.length)) + ELLIPSIS : maskEdges(whole);
    },
  };
}
