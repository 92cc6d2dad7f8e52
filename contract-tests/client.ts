import { once } from 'node:events';
import { connect } from 'node:net';

/** What a JSON request got back. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The body, parsed where it is JSON of any kind. Tests look into it; a wrong guess fails them. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests assert
  readonly body: any;
}

export interface RequestOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** Sent as X-Forwarded-For: servers and router believe it from loopback, so a test has budgets of its own. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one request: `call(base, 'POST /api/auth/login', { body })`. */
export async function call(base: string, request: string, options: RequestOptions = {}): Promise<Reply> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const { token, body, from, headers } = options;
  const response = await fetch(base + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

let users = 0;

/** A registration that no other test uses. */
export function newRegistration(role: 'student' | 'educator' = 'student') {
  users += 1;
  return {
    email: `person-${process.pid}-${Date.now()}-${users}@example.org`,
    password: 'correct horse battery',
    firstName: 'Ada',
    lastName: 'Lovelace',
    role,
  };
}

/** Sends bytes over a socket of its own and answers all that comes back until the server closes, or says no more for a while. */
export async function sendRaw(base: string, bytes: string, quietMs = 300): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
  });
  socket.on('error', () => socket.destroy());
  socket.setTimeout(quietMs, () => socket.destroy());
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return received;
}
