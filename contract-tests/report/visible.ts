/** Of all that a server may send: what a reader would not see, what moves a terminal's cursor, and what XML 1.0 forbids. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/** A text in which what cannot be seen is escaped; line feeds and tabs stay. It is fit for terminals, XML 1.0 and HTML. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    if (character === '\n' || character === '\t') return character;
    if (character === '\r') return '\\r';
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code > 0xffff) return `\\u{${hex}}`;
    return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });
}

/** The same in one line of at most so many characters. */
export function visibleLine(text: string, most = 300): string {
  return clip(visible(text.slice(0, most + 1)).replace(/[\n\t]/g, ' '), most);
}

/** At most so many characters, and a sign where there were more; never half a surrogate pair. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
