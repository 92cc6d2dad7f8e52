/** What the shadow holds and how long it waits. Whatever goes beyond is dropped and counted; clients never wait for it. */
export interface ShadowLimits {
  readonly maxWaiting: number;
  /** Of all requests and answers that wait. */
  readonly maxWaitingBytes: number;
  /** One that has waited for longer is dropped: what it would be compared with has become old. */
  readonly maxWaitMs: number;
  /** Exchanges that are looked at at a time; each asks one server, or both once more. */
  readonly maxInFlight: number;
  readonly connectTimeoutMs: number;
  /** For one answer, from the first byte of the request to the last of the answer. */
  readonly answerTimeoutMs: number;
  /** Kept whole with a difference. */
  readonly maxRequestBytes: number;
  readonly maxAnswerBytes: number;
  /** Looks in a second that may go on to the end where answers differ: each sends two more requests. */
  readonly maxSecondLooks: number;
  /** Larger JSON bodies are compared by their bytes: 32 KB cost up to 5 ms, in which nobody is served. */
  readonly maxJsonBytes: number;
  readonly maxKept: number;
  /** Kept of those that are alike: same operation, same names. */
  readonly maxAlike: number;
  /** Of an answer's body, kept with a difference. */
  readonly maxShownBytes: number;
}

export const SHADOW_LIMITS: ShadowLimits = {
  maxWaiting: 256,
  maxWaitingBytes: 16 * 1024 * 1024,
  maxWaitMs: 5_000,
  maxInFlight: 8,
  connectTimeoutMs: 1_000,
  answerTimeoutMs: 10_000,
  maxRequestBytes: 64 * 1024,
  maxAnswerBytes: 256 * 1024,
  maxSecondLooks: 4,
  maxJsonBytes: 32 * 1024,
  maxKept: 100,
  maxAlike: 10,
  maxShownBytes: 16 * 1024,
};
