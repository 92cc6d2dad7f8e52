import { Piscina } from 'piscina';

/** Work factor above which a stored hash is refused: 2^15 rounds take seconds. */
const MAX_COST = 15;
const IDLE_TIMEOUT_MS = 60_000;
const QUEUE_LIMIT = 1000;

let pool: Piscina | undefined;

/** True for the forms that the old backend stored: `$2a$`, `$2b$` and `$2y$`. */
export function isBcrypt(text: string): boolean {
  const cost = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text)?.[1];
  return cost !== undefined && Number(cost) >= 4 && Number(cost) <= MAX_COST;
}

/** Compares in a thread of its own: in JavaScript one comparison takes some 50 ms, which no other request shall wait for. */
export function verifyBcrypt(password: string, storedHash: string): Promise<boolean> {
  pool ??= new Piscina({
    filename: new URL('./bcrypt-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_TIMEOUT_MS,
    maxQueue: QUEUE_LIMIT,
  });
  return pool.run({ password, storedHash });
}

/** Ends the thread, if one was started. */
export async function closeBcrypt(): Promise<void> {
  await pool?.close();
  pool = undefined;
}
