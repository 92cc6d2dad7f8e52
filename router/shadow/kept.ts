import type { ShownAnswer, ShownRequest } from './shown.ts';

/** What says of a difference enough for a list. */
export interface DifferenceSummary {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly operationId: string;
  readonly method: string;
  /** Secrets are masked. */
  readonly target: string;
  /** What differs, one line each. */
  readonly lines: string[];
}

/** A difference with the whole request and both answers; no secret of theirs is in it. */
export interface KeptDifference extends DifferenceSummary {
  readonly request: ShownRequest;
  readonly express: ShownAnswer;
  readonly fastify: ShownAnswer;
}

export interface Kept {
  /** Newest first. */
  list(): KeptDifference[];
  get(id: string): KeptDifference | undefined;
  /** @param names of what differs: which differences are alike */
  add(difference: KeptDifference, names: readonly string[]): void;
}

/** The last differences. Of those that are alike only a few, so that a frequent one does not push out all others. */
export function createKept({ maxKept, maxAlike }: { readonly maxKept: number; readonly maxAlike: number }): Kept {
  const kept = new Map<string, { readonly difference: KeptDifference; readonly kind: string }>();
  return {
    list: () => [...kept.values()].reverse().map(({ difference }) => difference),
    get: (id) => kept.get(id)?.difference,
    add(difference, names) {
      const kind = [difference.operationId, ...names].join(' ');
      const alike = [...kept].filter(([, other]) => other.kind === kind).map(([id]) => id);
      const oldest = alike.length >= maxAlike ? alike[0] : kept.size >= maxKept ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      kept.set(difference.id, { difference, kind });
    },
  };
}
