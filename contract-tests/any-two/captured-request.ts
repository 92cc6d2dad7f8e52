/** One captured request, ready to be sent to another server. */
export interface CapturedRequest {
  /** Which entry of the file, from 1. */
  readonly entry: number;
  readonly origin: string;
  readonly method: string;
  /** Path and query as they were captured. */
  readonly target: string;
  /** In the captured order, without what belongs to the captured connection. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | undefined;
}

/** A file of captured traffic that cannot be used; its message is one line for a person, and shows nothing of the traffic. */
export class HarError extends Error {
  override readonly name = 'HarError';
}
