/**
 * The types of a handler, derived from the generated types of its operation: a wrong body for a status, a status that is
 * not documented, a missing handler or one for an unknown operation do not compile.
 */
import type { Problem, ProblemCode, ProblemStatus } from '../contract/problems.ts';
import type { Context, Identity } from './context.ts';

/** A body that is not JSON: bytes, or a stream of them. */
export type Bytes = Uint8Array | AsyncIterable<Uint8Array>;

/** The generated type of one operation, as openapi-typescript writes it. */
interface OperationShape {
  readonly parameters: {
    readonly query?: unknown;
    readonly header?: unknown;
    readonly path?: unknown;
    readonly cookie?: unknown;
  };
  readonly requestBody?: unknown;
  readonly responses: object;
}

/** What an adapter hands a handler: validated, and typed as the contract has it. */
export interface Input<Op extends OperationShape> {
  readonly params: Parameters<Op, 'path'>;
  readonly query: Parameters<Op, 'query'>;
  readonly headers: Parameters<Op, 'header'>;
  readonly cookies: Parameters<Op, 'cookie'>;
  readonly body: RequestBody<Op>;
  /** Who is asking; `undefined` on a public operation. */
  readonly identity: Identity | undefined;
}

type Parameters<Op extends OperationShape, Where extends keyof OperationShape['parameters']> = [
  NonNullable<Op['parameters'][Where]>,
] extends [never]
  ? Readonly<Record<string, never>>
  : NonNullable<Op['parameters'][Where]>;

type RequestBody<Op extends OperationShape> = Op extends { readonly requestBody: { readonly content: infer Content } }
  ? BodyOf<Content>
  : Op extends { readonly requestBody?: { readonly content: infer Content } }
    ? [Content] extends [never]
      ? undefined
      : BodyOf<Content> | undefined
    : undefined;

/** What a handler answers: a documented success, or a problem whose status is documented. */
export type Output<Op extends OperationShape> = Success<Op> | AllowedProblem<Op>;

type Success<Op extends OperationShape> = {
  [Status in keyof Op['responses'] & number]: Status extends FailureStatus
    ? never
    : Answer<Status, Op['responses'][Status]>;
}[keyof Op['responses'] & number];

type FailureStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 406
  | 408
  | 409
  | 410
  | 411
  | 412
  | 413
  | 414
  | 415
  | 416
  | 417
  | 422
  | 423
  | 424
  | 425
  | 426
  | 428
  | 429
  | 431
  | 451
  | 500
  | 501
  | 502
  | 503
  | 504;

type Answer<Status, Response> = Response extends { readonly content: infer Content }
  ? [Content] extends [never]
    ? AnswerHead<Status>
    : { [Type in keyof Content]: AnswerHead<Status> & TypedBody<Type, Content[Type]> }[keyof Content]
  : AnswerHead<Status>;

interface AnswerHead<Status> {
  readonly status: Status;
  /** Further header fields, names in lower case; a list becomes repeated fields. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

type TypedBody<Type, Schema> = Type extends JsonType
  ? { readonly body: Schema; readonly contentType?: Type }
  : { readonly body: Bytes | string; readonly contentType: Type };

type JsonType = `application/json${string}` | `${string}+json`;

type BodyOf<Content> = { [Type in keyof Content]: Type extends JsonType ? Content[Type] : Bytes }[keyof Content];

type AllowedProblem<Op extends OperationShape> = {
  [Code in ProblemCode]: ProblemStatus<Code> extends keyof Op['responses'] ? Problem<Code> : never;
}[ProblemCode];

export type Handler<Op extends OperationShape> = (input: Input<Op>, context: Context) => Promise<Output<Op>>;

/** One handler for each operation: none missing, none unknown. */
export type Handlers<Operations extends { readonly [Id in keyof Operations]: OperationShape }> = {
  readonly [Id in keyof Operations]: Handler<Operations[Id]>;
};

/** A handler as an adapter sees it, its operation's types erased: the contract's validation stands in for them. */
export type AnyHandler = (
  input: {
    readonly params: unknown;
    readonly query: unknown;
    readonly headers: unknown;
    readonly cookies: unknown;
    readonly body: unknown;
    readonly identity: Identity | undefined;
  },
  context: Context,
) => Promise<AnyOutput>;

export type AnyOutput =
  | Problem
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string | readonly string[]>>;
      readonly body?: unknown;
      readonly contentType?: string;
    };
