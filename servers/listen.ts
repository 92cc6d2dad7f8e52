import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Says where a server could not listen; its message is one line for a person. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Listens, and answers with the base URL. Port 0 takes any free port.
 * @throws {ListenError} when the address is in use or not to be had
 */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, resolve);
  try {
    await promise;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'the port is in use' : message;
    throw new ListenError(`cannot listen on ${host}:${port}: ${why}`, { cause });
  } finally {
    server.off('error', reject);
  }
  return urlOf(server.address() as AddressInfo);
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
