import type { operations } from './admin.gen.ts';

export type OperationId = keyof operations;

/** What an operation is given: validated, with the contract's defaults. */
export interface Input<Id extends OperationId> {
  readonly path: Place<Id, 'path'>;
  readonly query: Place<Id, 'query'>;
  readonly body: operations[Id] extends { requestBody: { content: { 'application/json': infer Body } } }
    ? Body
    : undefined;
}

type Place<Id extends OperationId, Name extends 'path' | 'query'> = NonNullable<operations[Id]['parameters'][Name]>;

/** What it answers with; a refusal is thrown as a `ProblemError`. */
export type Answer<Id extends OperationId> = AnswerOf<operations[Id]['responses']>;

type AnswerOf<Responses> = {
  [Status in keyof Responses]: Responses[Status] extends { content: { 'application/json': infer Body } }
    ? { readonly status: Status; readonly body: Body }
    : Responses[Status] extends { content: { 'text/plain': string } }
      ? { readonly status: Status; readonly text: string; readonly contentType?: string }
      : never;
}[keyof Responses];

export type Handlers<Id extends OperationId = OperationId> = {
  readonly [One in Id]: (input: Input<One>) => Answer<One> | Promise<Answer<One>>;
};
