/**
 * At most so many in a second.
 *
 * @param now monotonic, in milliseconds
 * @returns takes one, if one is left
 */
export function createRate(perSecond: number, now: () => number): () => boolean {
  let startedAt = Number.NEGATIVE_INFINITY;
  let taken = 0;
  return () => {
    const at = now();
    if (at - startedAt >= 1_000) {
      startedAt = at;
      taken = 0;
    }
    if (taken >= perSecond) return false;
    taken += 1;
    return true;
  };
}
