import { UploadShare } from './upload-share.ts';

/**
 * A bounded number of places, with a bounded queue before them: first come, first served. Everybody holds one ticket, which is
 * left once, whether or not it ever came to its turn. Of places and queue alike, uploads get their share only; who comes behind one that
 * waits for it need not wait as well.
 */
export class Places {
  readonly #maxTaken: number;
  readonly #maxQueued: number;
  /** In the order of their coming; a set, so that who goes away in between costs no search. */
  readonly #queue = new Set<Ticket>();
  readonly #uploads: UploadShare;
  readonly #queuedUploads: UploadShare;
  #taken = 0;

  constructor(maxTaken: number, maxQueued: number) {
    this.#maxTaken = maxTaken;
    this.#maxQueued = maxQueued;
    this.#uploads = new UploadShare(maxTaken);
    // Those that may not go yet are passed over at each turn, so no more of them wait than could ever have places.
    this.#queuedUploads = new UploadShare(Math.min(maxQueued, maxTaken));
  }

  /** @param withinMs how long the ticket may wait */
  enter(ticket: Ticket, withinMs: number): void {
    const { arrivingFrom } = ticket;
    if (this.#mayTake(ticket)) this.#admit(ticket);
    else if (this.#queue.size >= this.#maxQueued) ticket.onRefused('the queue is full');
    else if (arrivingFrom !== undefined && !this.#queuedUploads.hasRoom(arrivingFrom))
      ticket.onRefused('too many uploads wait already');
    else this.#wait(ticket, withinMs);
  }

  /** Its body is here: from now on it is like any other. */
  arrived(ticket: Ticket): void {
    const { arrivingFrom, admitted } = ticket;
    if (arrivingFrom === undefined || !admitted) return;
    ticket.arrivingFrom = undefined;
    this.#uploads.give(arrivingFrom);
    this.#admitNext();
  }

  leave(ticket: Ticket): void {
    this.#unqueue(ticket);
    if (!ticket.admitted) return;
    ticket.admitted = false;
    this.#taken -= 1;
    if (ticket.arrivingFrom !== undefined) this.#uploads.give(ticket.arrivingFrom);
    this.#admitNext();
  }

  #mayTake({ arrivingFrom }: Ticket): boolean {
    return this.#taken < this.#maxTaken && (arrivingFrom === undefined || this.#uploads.hasRoom(arrivingFrom));
  }

  /** One at a time: what is left or arrives makes room for one more. */
  #admitNext(): void {
    if (this.#taken >= this.#maxTaken) return;
    for (const next of this.#queue) {
      if (!this.#mayTake(next)) continue;
      this.#unqueue(next);
      this.#admit(next);
      return;
    }
  }

  #admit(ticket: Ticket): void {
    this.#taken += 1;
    if (ticket.arrivingFrom !== undefined) this.#uploads.take(ticket.arrivingFrom);
    ticket.admitted = true;
    ticket.onTurn();
  }

  #wait(ticket: Ticket, withinMs: number): void {
    this.#queue.add(ticket);
    if (ticket.arrivingFrom !== undefined) this.#queuedUploads.take(ticket.arrivingFrom);
    ticket.queueTimer = setTimeout(() => {
      this.#unqueue(ticket);
      ticket.onRefused('it waited in the queue for too long');
    }, withinMs);
  }

  #unqueue(ticket: Ticket): void {
    if (!this.#queue.delete(ticket)) return;
    clearTimeout(ticket.queueTimer);
    if (ticket.arrivingFrom !== undefined) this.#queuedUploads.give(ticket.arrivingFrom);
  }
}

export interface Ticket {
  admitted: boolean;
  queueTimer: NodeJS.Timeout | undefined;
  /** The client, while the body of its request still arrives: it is an upload then. Only `Places` changes it. */
  arrivingFrom: string | undefined;
  /** Called once at most, perhaps before `enter` has returned; so is the other. */
  readonly onTurn: () => void;
  readonly onRefused: (why: string) => void;
}
