import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { BenchmarkError } from '../benchmark-error.ts';
import { type ReadAnswer, readAnswer } from './answer-reader.ts';

/** A client's keep-alive connection with at most one request on its way. */
export interface Connection {
  readonly busy: boolean;
  send(request: Buffer, onAnswer: (answer: ReadAnswer) => void): void;
  close(): void;
}

/**
 * Opens a connection. Plain sockets cost the generator, which has a core in common with the backends, a fifth of what an HTTP client
 * does.
 *
 * @param onFailure called once, when it breaks, is closed by the other side, or carries what is no answer
 * @throws {BenchmarkError} when nobody accepts it
 */
export async function openConnection(url: string, onFailure: (error: BenchmarkError) => void): Promise<Connection> {
  const { hostname, port } = new URL(url);
  const socket = connectSocket({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect').catch((cause: Error) => {
    throw new BenchmarkError(`did not accept a connection: ${cause.message}`, { cause });
  });
  let waiting: ((answer: ReadAnswer) => void) | undefined;
  let received: Buffer | undefined;
  let failed = false;

  function fail(error: BenchmarkError): void {
    if (failed) return;
    failed = true;
    socket.destroy();
    onFailure(error);
  }
  socket.on('error', (cause) => fail(new BenchmarkError(`broke a connection: ${cause.message}`, { cause })));
  socket.on('end', () => fail(new BenchmarkError('closed a connection')));
  socket.on('data', (chunk: Buffer) => {
    received = received === undefined ? chunk : Buffer.concat([received, chunk]);
    try {
      const answer = readAnswer(received);
      if (answer === undefined) return;
      if (waiting === undefined || answer.size < received.length) throw new BenchmarkError('sent more than one answer');
      const onAnswer = waiting;
      [waiting, received] = [undefined, undefined];
      onAnswer(answer);
    } catch (error) {
      // What the reader finds wrong, and what a caller finds wrong with the answer, ends the connection alike.
      fail(error instanceof BenchmarkError ? error : new BenchmarkError('could not be read', { cause: error }));
    }
  });
  return {
    get busy() {
      return waiting !== undefined;
    },
    send(request, onAnswer) {
      if (failed) return;
      waiting = onAnswer;
      socket.write(request);
    },
    close() {
      failed = true;
      socket.destroy();
    },
  };
}
