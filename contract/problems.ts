/**
 * The problem catalogue: every refusal that Lockstep can answer with, as one closed union (RFC 9457).
 * `type` of a problem document points into the catalogue's page, which both servers serve.
 */
const CATALOGUE = {
  malformed_request: { status: 400, title: 'Malformed request' },
  malformed_json: { status: 400, title: 'Malformed JSON' },
  validation_failed: { status: 400, title: 'Request does not match the contract' },
  token_missing: { status: 401, title: 'Authentication required' },
  token_invalid: { status: 401, title: 'Invalid token' },
  token_expired: { status: 401, title: 'Expired token' },
  credentials_invalid: { status: 401, title: 'Invalid credentials' },
  ai_type_forbidden: { status: 403, title: 'Type of answer not allowed' },
  not_found: { status: 404, title: 'Not found' },
  unknown_operation: { status: 404, title: 'Unknown operation' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  request_timeout: { status: 408, title: 'Request took too long' },
  email_taken: { status: 409, title: 'Email already registered' },
  change_refused: { status: 409, title: 'Change refused' },
  body_too_large: { status: 413, title: 'Request body too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  unsupported_content_encoding: { status: 415, title: 'Unsupported content encoding' },
  misdirected_request: { status: 421, title: 'Misdirected request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  head_too_large: { status: 431, title: 'Request head too large' },
  internal_error: { status: 500, title: 'Internal server error' },
  upstream_unreachable: { status: 502, title: 'Server unreachable' },
  ai_unavailable: { status: 503, title: 'AI engine unavailable' },
  change_not_remembered: { status: 503, title: 'Change not remembered' },
  not_ready: { status: 503, title: 'Not ready' },
  overloaded: { status: 503, title: 'Overloaded' },
  upstream_timeout: { status: 504, title: 'Server took too long' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof CATALOGUE;
export type ProblemStatus<Code extends ProblemCode = ProblemCode> = (typeof CATALOGUE)[Code]['status'];

/** One reason why a request does not match the contract. */
export interface FieldError {
  /** JSON pointer (RFC 6901) into the request: `/body/email`, `/query/page`. */
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal, before it is known which request it answers. */
export interface Problem<Code extends ProblemCode = ProblemCode> {
  readonly code: Code;
  readonly status: ProblemStatus<Code>;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Further header fields of the answer, for example `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members of the document (RFC 9457, 3.2). */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The media type of problem documents (RFC 9457, 3). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export const PROBLEM_CODES = Object.keys(CATALOGUE) as readonly ProblemCode[];

/** What the catalogue says of a code. */
export function describeProblem(code: ProblemCode): { readonly status: number; readonly title: string } {
  return CATALOGUE[code];
}

export function problem<Code extends ProblemCode>(
  code: Code,
  detail: string,
  more: Pick<Problem, 'errors' | 'headers' | 'extensions'> = {},
): Problem<Code> {
  return { code, status: CATALOGUE[code].status, detail, ...more };
}

/** A problem on its way to whoever writes the answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    // A refusal is an answer, not a fault: where it was thrown is told to nobody, and finding that out costs more than the refusal.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(problem.detail, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.problem = problem;
  }
}

/** What in a problem document depends on the request that it answers. */
export interface Occurrence {
  /** Path of the request target, without query: queries may carry secrets. */
  readonly instance: string;
  readonly requestId: string;
}

/** The problem document, its members always in this order. */
export function toProblemDocument(problem: Problem, occurrence: Occurrence): Record<string, unknown> {
  return {
    type: `/docs/problems#${problem.code}`,
    title: CATALOGUE[problem.code].title,
    status: problem.status,
    detail: problem.detail,
    instance: occurrence.instance,
    code: problem.code,
    requestId: occurrence.requestId,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    error: problem.detail,
    ...problem.extensions,
  };
}
