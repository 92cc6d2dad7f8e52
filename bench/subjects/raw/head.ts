import { type ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from 'cors';
import helmet from 'helmet';
import type { AppOptions } from '../../../servers/policy/app-options.ts';
import { CORS, SECURITY_HEADERS } from '../../../servers/policy/headers.ts';
import { LockstepResponse } from '../../../servers/policy/response-head.ts';

type Fields = Readonly<Record<string, string | readonly string[]>>;
export type HeadWriter = (response: ServerResponse, status: number, fields: Fields) => void;

/** Sets of field names of which a plan is kept; this API has some ten. */
const KEPT_PLANS = 100;

/**
 * Writes the head of an answer in one call. The constant fields come from the libraries that define them, once; where each field
 * stands is worked out once for each set of names.
 */
export function createHeadWriter({ frontendUrl }: Pick<AppOptions, 'frontendUrl'>): HeadWriter {
  const constants = constantFields(frontendUrl);
  const plans = new Map<string, readonly Slot[]>();

  function planOf(names: readonly string[]): readonly Slot[] {
    const key = names.join();
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = orderOf(constants, names);
      if (plans.size < KEPT_PLANS) plans.set(key, plan);
    }
    return plan;
  }

  return (response, status, fields) => {
    const head: (string | string[])[] = [];
    for (const { name, written, value } of planOf(Object.keys(fields))) {
      const own = value ?? fields[name] ?? '';
      head.push(written, typeof own === 'string' ? own : [...own]);
    }
    // When it shuts down it says so, as the others do.
    const { server } = response.req.socket as Socket & { readonly server?: { readonly listening: boolean } };
    if (server?.listening === false) response.shouldKeepAlive = false;
    response.writeHead(status, head);
  };
}

interface Slot {
  /** In lower case. */
  readonly name: string;
  readonly written: string;
  /** Of a constant field. */
  readonly value: string | undefined;
}

function orderOf(constants: ReadonlyMap<string, string>, names: readonly string[]): Slot[] {
  const response = new LockstepResponse(new IncomingMessage(new Socket()));
  for (const name of new Set([...constants.keys(), ...names])) response.setHeader(name, '-');
  // The one writer of heads decides on order and case.
  response.writeHead(200);
  // Every outgoing message has it; the types know it of requests alone.
  const { getRawHeaderNames } = response as unknown as Pick<ClientRequest, 'getRawHeaderNames'>;
  return getRawHeaderNames.call(response).map((written) => {
    const name = written.toLowerCase();
    return { name, written, value: names.includes(name) ? undefined : constants.get(name) };
  });
}

/** Fields that helmet and cors set on every answer to a request without `Origin`, names in lower case. */
function constantFields(frontendUrl: string): Map<string, string> {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  const response = new ServerResponse(request);
  const rethrow = (error?: unknown) => {
    if (error) throw error;
  };
  helmet(SECURITY_HEADERS)(request, response, rethrow);
  cors({ ...CORS, origin: frontendUrl })(request, response, rethrow);
  return new Map(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
