import type { AddressInfo, Server } from 'node:net';

/** Says where the router could not listen; its message is one line for a person. */
export class ListenError extends Error {
  override readonly name = 'ListenError';

  /** @param cause what Node reported */
  static at(host: string, port: number, cause: unknown): ListenError {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'the port is in use' : message;
    return new ListenError(`cannot listen on ${host}:${port}: ${why}`, { cause });
  }
}

/**
 * Starts listening; port 0 takes any free one.
 *
 * @param fd a socket that is bound to this address already
 * @returns the URL under which the server is reached
 * @throws {ListenError} when the address is in use or not to be had
 */
export async function listen(server: Server, host: string, port: number, fd?: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(fd === undefined ? { host, port } : { fd }, resolve);
  try {
    await promise;
  } catch (cause) {
    throw ListenError.at(host, port, cause);
  } finally {
    server.off('error', reject);
  }
  // Only pipes and closed servers have an address of another form.
  const { address, family, port: actual } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`;
}
