/** Bytes as a person reads them: printable ASCII as it is, all others, and the backslash, escaped as printf understands. */
export function printable(latin1: string): string {
  return latin1.replace(/[^\x20-\x5b\x5d-\x7e]/g, (character) => {
    if (character === '\r') return '\\r';
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    if (character === '\\') return '\\\\';
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
