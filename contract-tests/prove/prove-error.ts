/** What keeps a proof from being made or read; its message is for a person. */
export class ProveError extends Error {
  override readonly name = 'ProveError';

  constructor(what: string, options?: { readonly cause: unknown }) {
    super(options === undefined ? what : `${what}: ${textOf(options.cause)}`, options);
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
