import type { Contract } from '../../contract/document.ts';
import type { Operation } from '../../contract/operations.ts';
import { BenchmarkError } from '../benchmark-error.ts';
import { exampleOf } from '../request-bodies.ts';

export type MethodName = 'GET' | 'POST';

/** One request of the comparison, and the body of its answer: the same bytes from every backend, through every subject. */
export interface Traffic {
  readonly method: MethodName;
  readonly path: string;
  readonly body: Buffer | undefined;
  readonly answer: Buffer;
}

/** Both answers have about 300 bytes, and keep to the contract: a router that samples answers must find nothing in them. */
const OPERATIONS: Readonly<Record<MethodName, string>> = { GET: 'getProfile', POST: 'verify' };
const ANSWER_BYTES = 300;

export function trafficOf(contract: Contract): Readonly<Record<MethodName, Traffic>> {
  return { GET: toTraffic('GET', contract), POST: toTraffic('POST', contract) };
}

function toTraffic(method: MethodName, { document, operations }: Contract): Traffic {
  const operation = operations.find(({ id }) => id === OPERATIONS[method]);
  if (operation === undefined) throw new BenchmarkError(`the contract has no operation ${OPERATIONS[method]}`);
  const body = operation.bodyRequired ? Buffer.from(JSON.stringify(exampleOf(operation, document))) : undefined;
  return { method, path: operation.path, body, answer: Buffer.from(JSON.stringify(answerOf(operation, document))) };
}

interface UserAnswer {
  readonly user: Readonly<Record<string, unknown>>;
}

function answerOf({ id, path, method }: Operation, document: Contract['document']): UserAnswer {
  const object = document.paths[path]?.[method.toLowerCase()] as
    | { readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>> }
    | undefined;
  const media = object?.responses?.[200]?.content?.['application/json'] as
    | { readonly example?: UserAnswer }
    | undefined;
  if (media?.example?.user === undefined) throw new BenchmarkError(`${id}: the contract has no example of its answer`);
  const missing = ANSWER_BYTES - JSON.stringify(media.example).length;
  if (missing <= 0) return media.example;
  // Names are the members of free length; 100 characters at most in this contract, so two of them share what is missing.
  const half = 'n'.repeat(Math.ceil(missing / 2));
  const { user } = media.example;
  return {
    ...media.example,
    user: { ...user, firstName: `${user.firstName}${half}`, lastName: `${user.lastName}${half}` },
  };
}

/**
 * The request as one client sends it over and over. Each names a user of its own, so that a rollout spreads them.
 *
 * @param url of the subject
 * @param more header lines, for example for a check
 */
export function requestBytes(traffic: Traffic, url: string, client: number, more: readonly string[] = []): Buffer {
  const { method, path, body } = traffic;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    'User-Agent: lockstep-benchmark',
    'Accept: application/json',
    `Authorization: Bearer ${tokenOf(client)}`,
    ...(body === undefined ? [] : ['Content-Type: application/json', `Content-Length: ${body.length}`]),
    ...more,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body ?? Buffer.alloc(0)]);
}

/** A token as the API's own are made; nobody on this way verifies it. */
function tokenOf(client: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const userId = `00000000-0000-4000-8000-${String(client).padStart(12, '0')}`;
  const claims = { userId, email: `client-${client}@example.org`, iat: 1_700_000_000, exp: 1_700_604_800 };
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${'s'.repeat(43)}`;
}
