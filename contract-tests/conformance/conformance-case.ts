import type { Input } from '../../parity/conformance/judge.ts';

export type Pair = readonly [name: string, value: string];

/** A request before it is bytes. */
export interface CaseRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly Pair[];
  readonly body: string | undefined;
}

/** One thing that the contract or HTTP says, asked of a server. */
export interface ConformanceCase {
  /** Unique. */
  readonly name: string;
  /** The clause that says so. */
  readonly why: string;
  /** Operation it belongs to; `undefined` where its path is none of the contract's. */
  readonly operation: string | undefined;
  readonly input: Input;
  /** What the answers may be; any that the contract documents where it is absent. */
  readonly statuses?: readonly number[];
  /** What the answers must not be. */
  readonly refusals?: readonly number[];
  /** Sent one after the other on one connection. */
  readonly requests: readonly CaseRequest[];
  /** Keyword of the request's schemas that it breaks, `/body/email type`. */
  readonly breaks?: string;
  /** It may write: runs by itself, so that both servers see writes in one order. */
  readonly writes?: boolean;
  /** The requests are GET, HEAD and GET of one target: HEAD must answer as GET does. */
  readonly comparesHead?: boolean;
}

/** What a server may answer where it is judged by more than the contract, or by the contract and HTTP only. */
export interface Allowed {
  readonly malformed: readonly number[];
  readonly mediaType: readonly number[];
  readonly noBody: readonly number[];
  readonly credentials: readonly number[];
  readonly malformedCredentials: readonly number[];
  readonly method: readonly number[];
  readonly options: readonly number[];
}

/** House rules: what this project's servers promise. Others may choose among what the RFCs leave open. */
export function allowedStatuses(houseRules: boolean): Allowed {
  return houseRules
    ? {
        malformed: [400],
        mediaType: [415],
        noBody: [400, 415],
        credentials: [401],
        malformedCredentials: [401],
        method: [405],
        options: [200, 204],
      }
    : {
        malformed: [400, 422],
        mediaType: [400, 415, 422],
        noBody: [400, 411, 415, 422],
        credentials: [401],
        // RFC 6750, 3.1: a malformed request for a resource may be 400.
        malformedCredentials: [400, 401],
        // Frameworks that route by method find nothing; RFC 9110, 15.6.2 for methods that a server does not know.
        method: [404, 405, 501],
        options: [200, 204, 404, 405, 501],
      };
}
