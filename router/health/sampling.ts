import type { Decision } from '../proxy/decide.ts';

export interface SamplingOptions {
  /** Share of the answers that are checked, 0 to 100. */
  readonly percentage: number;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
}

/** An operation's answers of one server are checked no more often than this, however many there are. */
const MIN_GAP_MS = 50;

/**
 * Which answers are checked against the contract: of each operation on each server the first, then evenly its share. Even rather than
 * at random, so that a rare operation is not missed for long.
 */
export function createSampling({
  percentage,
  now = () => performance.now(),
}: SamplingOptions): (decision: Decision) => boolean {
  const places = new Map<string, { due: number; at: number }>();
  const share = percentage / 100;
  return ({ operation, upstream, forced }) => {
    if (operation === undefined || forced || share === 0) return false;
    const name = `${upstream} ${operation.id}`;
    const place = places.get(name) ?? { due: 1, at: Number.NEGATIVE_INFINITY };
    places.set(name, place);
    place.due = Math.min(place.due + share, 2);
    if (place.due < 1) return false;
    const at = now();
    if (at - place.at < MIN_GAP_MS) return false;
    place.at = at;
    place.due -= 1;
    return true;
  };
}
