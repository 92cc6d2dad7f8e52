const settled = Promise.resolve();

/**
 * Goes on in the same turn of the event loop, but not at once: where the bytes behind a request's head are no HTTP, node's parser says so
 * meanwhile, and that is the answer. (`queueMicrotask` makes a resource of each call, for async hooks that nobody has.)
 */
export function laterInThisTurn(next: () => void): void {
  settled.then(next);
}
