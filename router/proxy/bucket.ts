import { hash } from 'node:crypto';

/** Number of buckets: a thousandth of a per cent each. */
export const BUCKETS = 100_000;

const BUCKETS_PER_PERCENT = BUCKETS / 100;

/**
 * The bucket (0 to 99,999) that a key falls into, the same one for the same salt and key in every process and release.
 * Taken from the first 48 bits of SHA-256, where the remainder's bias is below 1e-9.
 */
export function bucketOf(salt: string, key: string): number {
  return hash('sha256', `${salt}:${key}`, 'buffer').readUIntBE(0, 6) % BUCKETS;
}

/** Buckets below this one go to the candidate. It grows with the percentage, so raising it never moves anyone back. */
export function threshold(percentage: number): number {
  return percentage * BUCKETS_PER_PERCENT;
}
