/**
 * A bounded number of places, with a bounded queue before them: first come, first served. Everybody holds one ticket, which is
 * left once, whether or not it ever came to its turn.
 */
export class Places {
  readonly #maxTaken: number;
  readonly #maxQueued: number;
  /** In the order of their coming; a set, so that who goes away in between costs no search. */
  readonly #queue = new Set<Ticket>();
  #taken = 0;

  constructor(maxTaken: number, maxQueued: number) {
    this.#maxTaken = maxTaken;
    this.#maxQueued = maxQueued;
  }

  /** @param withinMs how long the ticket may wait */
  enter(ticket: Ticket, withinMs: number): void {
    if (this.#taken < this.#maxTaken) this.#admit(ticket);
    else if (this.#queue.size >= this.#maxQueued) ticket.onRefused('the queue is full');
    else this.#wait(ticket, withinMs);
  }

  leave(ticket: Ticket): void {
    clearTimeout(ticket.queueTimer);
    this.#queue.delete(ticket);
    if (!ticket.admitted) return;
    ticket.admitted = false;
    this.#taken -= 1;
    for (const next of this.#queue) {
      this.#queue.delete(next);
      clearTimeout(next.queueTimer);
      this.#admit(next);
      return;
    }
  }

  #admit(ticket: Ticket): void {
    this.#taken += 1;
    ticket.admitted = true;
    ticket.onTurn();
  }

  #wait(ticket: Ticket, withinMs: number): void {
    this.#queue.add(ticket);
    ticket.queueTimer = setTimeout(() => {
      this.#queue.delete(ticket);
      ticket.onRefused('it waited in the queue for too long');
    }, withinMs);
  }
}

export interface Ticket {
  admitted: boolean;
  queueTimer: NodeJS.Timeout | undefined;
  /** Called once at most, perhaps before `enter` has returned; so is the other. */
  readonly onTurn: () => void;
  readonly onRefused: (why: string) => void;
}
