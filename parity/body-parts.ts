const EMPTY = Buffer.alloc(0);
/** A part from this size on is kept as it is; of smaller ones the object would cost more than its bytes. */
const LARGE_BYTES = 1024;
const MOST_SPARE_BYTES = 64 * 1024;

/** The bytes of a body that comes in parts: a body in chunks of one byte takes as much memory as one in a single piece. */
export class BodyParts {
  #length = 0;
  #parts: Buffer[] = [];
  /** Small parts are copied here, one behind the other. */
  #spare: Buffer = EMPTY;
  #used = 0;

  get length(): number {
    return this.#length;
  }

  /** @param part is not to be changed later */
  add(part: Buffer): void {
    const isFirst = this.#length === 0;
    this.#length += part.length;
    if (isFirst || part.length >= LARGE_BYTES) {
      this.#keepSpare();
      this.#parts.push(part);
      return;
    }
    if (part.length > this.#spare.length - this.#used) {
      this.#keepSpare();
      this.#spare = Buffer.allocUnsafeSlow(Math.min(MOST_SPARE_BYTES, Math.max(LARGE_BYTES, this.#length)));
    }
    part.copy(this.#spare, this.#used);
    this.#used += part.length;
  }

  /** All of them, joined. */
  bytes(): Buffer {
    this.#keepSpare();
    const [first = EMPTY] = this.#parts;
    return this.#parts.length < 2 ? first : Buffer.concat(this.#parts, this.#length);
  }

  clear(): void {
    this.#length = 0;
    this.#parts = [];
    this.#spare = EMPTY;
    this.#used = 0;
  }

  #keepSpare(): void {
    if (this.#used === 0) return;
    this.#parts.push(this.#spare.subarray(0, this.#used));
    this.#spare = this.#spare.subarray(this.#used);
    this.#used = 0;
  }
}
