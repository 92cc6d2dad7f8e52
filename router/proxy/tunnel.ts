import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** A request to go on in another protocol on the same connection (RFC 9110, 7.8). */
export interface Upgrade {
  /** The protocols that the client offers, as it wrote them. */
  readonly protocol: string;
  readonly socket: Socket;
  /** What the client has sent already after the request's head. */
  readonly head: Buffer;
}

/**
 * Protocols that are not tunnelled: in HTTP/2 and behind TLS a client could send the upstream requests that the router never sees
 * ("h2c smuggling", which passes by every check and every decision of a proxy).
 */
const NEVER: ReadonlySet<string> = new Set(['h2c', 'h2', 'http', 'tls']);

/**
 * The protocols that a request asks to go on in, where that may be asked of an upstream; else the field is ignored, as RFC 9110,
 * 7.8 allows, and the request is an ordinary one. A request with a body is.
 */
export function upgradeOf(request: IncomingMessage): string | undefined {
  if (!wantsUpgrade(request)) return undefined;
  const { method, httpVersion, headers } = request;
  const { upgrade } = headers;
  if (upgrade === undefined || method !== 'GET' || httpVersion !== '1.1') return undefined;
  if (headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined) return undefined;
  const names = options(upgrade).map((option) => option.replace(/\/.*/, ''));
  return names.some((name) => NEVER.has(name)) ? undefined : upgrade;
}

/** Whether a request asks to go on in another protocol, be that allowed or not. */
export function wantsUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade !== undefined && options(headers.connection ?? '').includes('upgrade');
}

/** Whether an upstream switched to what the client had offered; to anything else it may not (RFC 9110, 15.2.2). */
export function isOffered(offered: string, chosen: readonly string[]): boolean {
  const [protocol, ...more] = options(chosen.join());
  return protocol !== undefined && more.length === 0 && options(offered).includes(protocol);
}

/**
 * Passes bytes both ways, each at the pace of the one who reads, until both sides have ended or one of them breaks. Each side may
 * end its sending before the other.
 *
 * @param idleTimeoutMs a tunnel in which nothing moves for so long is cut off
 */
export function tunnel({ socket: client, head }: Upgrade, upstream: Socket, idleTimeoutMs: number): void {
  // Undici's sockets end both directions together unless told otherwise.
  upstream.allowHalfOpen = true;
  const cut = () => {
    client.destroy();
    upstream.destroy();
  };
  for (const side of [client, upstream]) {
    side.on('error', cut);
    // After an orderly end the other side may still have something to write.
    side.on('close', () => {
      if (!side.readableEnded || !side.writableFinished) cut();
    });
    // Whatever moves, moves through both.
    side.setTimeout(idleTimeoutMs, cut);
  }
  if (head.length > 0) upstream.write(head);
  client.pipe(upstream).pipe(client);
}

function options(value: string): string[] {
  return value.split(',').map((option) => option.trim().toLowerCase());
}
