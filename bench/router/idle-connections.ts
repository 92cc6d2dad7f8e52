import { type Connection, openConnection } from '../load/connection.ts';
import { requestBytes, type Traffic } from './traffic.ts';

export interface IdleRun {
  readonly url: string;
  readonly traffic: Traffic;
  readonly signal: AbortSignal;
  readonly connections: number;
  /** Called while all of them are open and idle; answers with the resident memory in bytes. */
  readonly rest: () => Promise<number>;
}

export interface IdleFigures {
  readonly connections: number;
  /** Those on which a request after the rest was answered with 200. */
  readonly answered: number;
  readonly residentBytes: number;
}

const OPENED_TOGETHER = 100;

/** Opens many connections, each with one request, lets them rest, and asks on each again: none may have been dropped. */
export async function holdIdle({ url, traffic, signal, connections: count, rest }: IdleRun): Promise<IdleFigures> {
  const open: Connection[] = [];
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const ask = (connection: Connection, client: number) =>
    Promise.race([
      new Promise<number>((resolve) =>
        connection.send(requestBytes(traffic, url, client), ({ status }) => resolve(status)),
      ),
      broken.promise,
    ]);
  const inGroups = async (each: (index: number) => Promise<unknown>) => {
    for (let from = 0; from < count; from += OPENED_TOGETHER) {
      signal.throwIfAborted();
      const together = Math.min(OPENED_TOGETHER, count - from);
      await Promise.all(Array.from({ length: together }, (_, index) => each(from + index)));
    }
  };
  try {
    await inGroups(async (index) => {
      const connection = await openConnection(url, broken.reject);
      open.push(connection);
      await ask(connection, index);
    });
    const residentBytes = await Promise.race([rest(), broken.promise]);
    let answered = 0;
    await inGroups(async (index) => {
      const connection = open[index];
      if (connection !== undefined && (await ask(connection, index)) === 200) answered += 1;
    });
    return { connections: open.length, answered, residentBytes };
  } finally {
    for (const connection of open) connection.close();
  }
}
