import { createHmac } from 'node:crypto';

/** Deterministic bytes: the same for the same seed, key and order of calls, and for nothing else (HMAC in counter mode). */
export interface Derivation {
  bytes(size: number): Buffer;
  /** A UUID of version 4 (RFC 9562, 5.4) in form. */
  uuid(): string;
}

export function createDerivation(seed: string, key: string): Derivation {
  let counter = 0;

  function bytes(size: number): Buffer {
    const blocks: Buffer[] = [];
    for (let length = 0; length < size; length += 32) {
      blocks.push(createHmac('sha256', seed).update(`${key}\0${counter}`).digest());
      counter += 1;
    }
    return Buffer.concat(blocks).subarray(0, size);
  }

  function uuid(): string {
    const raw = bytes(16);
    raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6);
    raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = raw.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  return { bytes, uuid };
}
