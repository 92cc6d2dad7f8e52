/** `“a”, “b” and “c”`, each in quotation marks; `link` stands before the last. */
export function listed(words: readonly string[], link: 'and' | 'or'): string {
  const quoted = words.map((word) => `“${word}”`);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} ${link} ${last}`;
}

/** A phrase of the writer's in quotation marks, on one line; a long one is cut. */
export function cited(phrase: string): string {
  const line = phrase.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= 60 ? `“${line}”` : `“${characters.slice(0, 59).join('')}…”`;
}
