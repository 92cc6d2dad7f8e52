/** Whoever can be told not to wait any longer; the list keeps its neighbours in it. */
export interface Waiter {
  earlier: Waiter | undefined;
  later: Waiter | undefined;
  giveUp(): void;
}

/**
 * Those that wait for an upstream. Entered and left once per request, so it is linked and neither a Set nor an array: V8 copies the
 * table of those whenever enough was entered and left again, and an old table, dead but promoted, keeps alive what stood in it (and a
 * Set's the next table too) until the next full collection. A quarter of all that requests allocate lived on that way
 * (`docs/decisions/router-speed.md`). Who leaves forgets its neighbours, for the same reason.
 */
export class Waiting {
  #last: Waiter | undefined;

  enter(waiter: Waiter): void {
    waiter.earlier = this.#last;
    if (this.#last !== undefined) this.#last.later = waiter;
    this.#last = waiter;
  }

  /** Does nothing where it has left, or never entered. */
  leave(waiter: Waiter): void {
    const { earlier, later } = waiter;
    if (this.#last === waiter) this.#last = earlier;
    if (earlier !== undefined) earlier.later = later;
    if (later !== undefined) later.earlier = earlier;
    waiter.earlier = undefined;
    waiter.later = undefined;
  }

  giveUp(): void {
    const all: Waiter[] = [];
    for (let waiter = this.#last; waiter !== undefined; waiter = waiter.earlier) all.push(waiter);
    for (const waiter of all.reverse()) waiter.giveUp();
  }
}
