/** A store that cannot be used; its message is one line for a person. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(what: string, { cause }: { readonly cause: unknown }) {
    super(oneLine(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`), { cause });
  }
}

/** SQLite reports damage in several lines, and quotes the damaged bytes. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ');
}
