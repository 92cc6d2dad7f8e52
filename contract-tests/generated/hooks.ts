import type { Answer, FieldLine } from '../../parity/answer.ts';
import type { Person } from '../suites/subjects.ts';
import type { Expectation, GeneratedRequest } from './requests.ts';

/** A request as it was sent. */
export interface SentRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly FieldLine[];
  readonly body: Uint8Array | undefined;
}

/**
 * What an answer does not do that the contract asks of it, one line each; empty for a good one.
 * @param operationId `undefined` where the request's path is none of the contract's
 */
export type Judge = (
  operationId: string | undefined,
  expectation: Expectation,
  request: SentRequest,
  answer: Answer,
) => readonly string[];

/**
 * Makes what a request creates or changes the person's own, so that requests of several people can be under way at once without
 * one's effect showing in another's answer. What the request must or must not be accepted for stays true of it.
 * @param testCase unique to this request, and the same for both servers: letters, digits and dashes
 */
export type Personalise = (request: GeneratedRequest, person: Person, testCase: string) => GeneratedRequest;
