/**
 * How much of a bounded number requests may hold whose bodies still arrive: half in all, and a quarter for one client. When they end is
 * for their clients to choose, so that without a bound a few hundred that send a byte now and then would keep everybody else out: the half
 * keeps what is whole served, the quarter keeps one address from being all uploads there are. Neither depends on the load, so nobody's
 * share has to be taken back. At least one of each always fits.
 */
export class UploadShare {
  readonly #max: number;
  readonly #maxEach: number;
  readonly #byClient = new Map<string, number>();
  #taken = 0;

  constructor(of: number) {
    this.#max = Math.ceil(of / 2);
    this.#maxEach = Math.ceil(of / 4);
  }

  hasRoom(client: string): boolean {
    return this.#taken < this.#max && (this.#byClient.get(client) ?? 0) < this.#maxEach;
  }

  take(client: string): void {
    this.#taken += 1;
    this.#byClient.set(client, (this.#byClient.get(client) ?? 0) + 1);
  }

  give(client: string): void {
    this.#taken -= 1;
    const left = (this.#byClient.get(client) ?? 0) - 1;
    if (left > 0) this.#byClient.set(client, left);
    else this.#byClient.delete(client);
  }
}
