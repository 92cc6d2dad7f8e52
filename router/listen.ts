import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Says where the router could not listen; its message is one line for a person. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Starts listening; port 0 takes any free one.
 *
 * @returns the URL under which the server is reached
 * @throws {ListenError} when the address is in use or not to be had
 */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen({ host, port }, resolve);
  try {
    await promise;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'the port is in use' : message;
    throw new ListenError(`cannot listen on ${host}:${port}: ${why}`, { cause });
  } finally {
    server.off('error', reject);
  }
  // Only pipes and closed servers have an address of another form.
  const { address, family, port: actual } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${actual}`;
}
