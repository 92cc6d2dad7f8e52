/**
 * Type tests: each line under `@ts-expect-error` must be refused by the compiler; one that is not fails `npm run check`.
 * Nothing here runs.
 */
import { problem } from '../contract/problems.ts';
import type { operations } from '../contract/schema.gen.ts';
import { handlers } from './index.ts';
import type { Bytes, Handler, Handlers, Output } from './operation.ts';

const user = {
  id: '1',
  email: 'a@b.c',
  firstName: 'A',
  lastName: 'B',
  role: 'student',
  isVerified: false,
  createdAt: '',
} as const;

// A documented success and a documented problem are accepted.
export const accepted: Output<operations['getProfile']> = { status: 200, body: { user } };
export const acceptedProblem: Output<operations['register']> = problem('email_taken', 'taken');

// @ts-expect-error a wrong body for a status: `user` is missing
export const wrongBody: Output<operations['getProfile']> = { status: 200, body: {} };
// @ts-expect-error a wrong type in a body: `status` is the text `ok`
export const wrongType: Output<operations['ready']> = { status: 200, body: { status: 'steady' } };
// @ts-expect-error a success that is not documented
export const wrongStatus: Output<operations['register']> = { status: 200, body: { message: '', user, token: '' } };
// @ts-expect-error a problem whose status is not documented: getProfile has no 409
export const wrongProblem: Output<operations['getProfile']> = problem('email_taken', 'taken');
// @ts-expect-error a failure that is not a problem document
export const bareFailure: Output<operations['getProfile']> = { status: 401, body: { user } };

const { login, ...withoutLogin } = handlers;
// @ts-expect-error a missing handler
export const missing: Handlers<operations> = withoutLogin;
// @ts-expect-error an unknown operation
export const unknownOperation: Handlers<operations> = { ...withoutLogin, login, logout: login };
// @ts-expect-error the handler of another operation
export const exchanged: Handler<operations['login']> = handlers.generate;

// Bodies that are not JSON are bytes or a stream of them, with their media type.
interface Download {
  readonly parameters: { readonly path: { readonly id: string } };
  readonly requestBody?: never;
  readonly responses: {
    readonly 200: { readonly content: { readonly 'application/pdf': string } };
    readonly 204: { readonly content?: never };
  };
}
declare const stream: AsyncIterable<Uint8Array>;
export const bytes: Output<Download> = {
  status: 200,
  contentType: 'application/pdf',
  body: new Uint8Array() satisfies Bytes,
};
export const streamed: Output<Download> = { status: 200, contentType: 'application/pdf', body: stream };
export const empty: Output<Download> = { status: 204 };
// @ts-expect-error an object where bytes are documented
export const notBytes: Output<Download> = { status: 200, contentType: 'application/pdf', body: { pdf: true } };
// @ts-expect-error bytes without their media type
export const untyped: Output<Download> = { status: 200, body: new Uint8Array() };
