import { lookup } from 'node:dns/promises';
import { BoundSocket } from 'node:net';
import { ListenError } from '../listen.ts';
import type { Place } from './messages.ts';

export interface ListenerSpec {
  readonly name: string;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

/** An address that is ours as long as this process lives, or until it is closed; workers listen there, one after the other. */
export interface HeldSocket {
  readonly name: string;
  /** What a worker inherits; undefined where it has to bind by itself. */
  readonly fd: number | undefined;
  readonly host: string;
  readonly port: number;
  close(): void;
}

/**
 * Binds without listening. A worker that inherits the socket listens on it; when that worker dies, connections go on to arrive in
 * the kernel's queue, which is the socket's and not the worker's, and the next worker takes them from there.
 * @throws {ListenError} when an address is in use or not to be had
 */
export async function holdSockets(specs: readonly ListenerSpec[]): Promise<HeldSocket[]> {
  const held: HeldSocket[] = [];
  try {
    for (const spec of specs) held.push(await hold(spec));
  } catch (error) {
    for (const socket of held) socket.close();
    throw error;
  }
  return held;
}

/** On Windows a process cannot inherit a socket by number, and Node before 26.4 cannot hold one without accepting from it. */
export const SOCKETS_CAN_BE_HELD = process.platform !== 'win32' && typeof BoundSocket === 'function';

async function hold({ name, host, port }: ListenerSpec): Promise<HeldSocket> {
  if (!SOCKETS_CAN_BE_HELD) return { name, fd: undefined, host, port, close: () => {} };
  try {
    const { address } = await lookup(host);
    const socket = new BoundSocket({ host: address, port });
    return { name, fd: socket.fd(), host: address, port: socket.address().port, close: () => socket.close() };
  } catch (cause) {
    throw ListenError.at(host, port, cause);
  }
}

/** Where each listener is found by a worker whose standard streams and channel take the first descriptors. */
export function placesOf(sockets: readonly HeldSocket[]): Record<string, Place> {
  const place = ({ fd, host, port }: HeldSocket, index: number): Place =>
    fd === undefined ? { host, port } : { host, port, fd: FIRST_FD + index };
  return Object.fromEntries(sockets.map((socket, index) => [socket.name, place(socket, index)]));
}

/** After standard input, output, error and the channel. */
const FIRST_FD = 4;
