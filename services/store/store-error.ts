/** A store that cannot be used; its message is one line for a person. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(what: string, { cause }: { readonly cause: unknown }) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
