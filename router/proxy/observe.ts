import type { Operation } from '../../contract/operations.ts';
import type { RoutedTo } from './answer.ts';
import type { Decision } from './decide.ts';
import type { Attempt } from './fallback.ts';
import type { Outcome } from './forward.ts';

interface AboutRequest {
  readonly requestId: string;
  readonly method: string;
  /** Without query. */
  readonly path: string;
}

/**
 * What happens to a request, in this order: one decision, its attempts (each with at most one turn before it), one answer. Whoever judges an upstream listens to the
 * attempts: an answer that a fallback saved still counts as a failure there.
 */
export type Observation =
  | (AboutRequest & { readonly kind: 'decision'; readonly decision: Decision })
  /** An upstream has all of the request that it was asked for: from here on it is its own time that passes. */
  | (AboutRequest & { readonly kind: 'turn'; readonly decision: Decision; readonly attempt: Attempt })
  | (AboutRequest & {
      readonly kind: 'attempt';
      readonly decision: Decision;
      readonly attempt: Attempt;
      readonly outcome: Outcome;
      readonly durationMs: number;
      /** From the upstream's turn to the attempt's end; absent where the turn never came: the body was arriving, or no place was free. */
      readonly waitedMs?: number;
    })
  | (AboutRequest & {
      readonly kind: 'answer';
      /** The trace that the request belongs to (W3C Trace Context). */
      readonly traceId?: string;
      readonly operation: Operation | undefined;
      readonly routedTo: RoutedTo;
      /** Why another server answered than the decided one. */
      readonly fallback: string | undefined;
      readonly status: number | undefined;
      /** The client has the whole answer; false when it went away, or when the answer was cut short. */
      readonly complete: boolean;
      /** One line per attempt that failed. */
      readonly failures: readonly string[];
      readonly durationMs: number;
    })
  /** The router itself failed. */
  | (AboutRequest & { readonly kind: 'fault'; readonly error: unknown });

export type Observer = (observation: Observation) => void;
