/** `SQLITE_BUSY`; the extended codes carry it in their low byte. */
const SQLITE_BUSY = 5;
const PAUSE_MS = 5;

/**
 * Runs `run` again while another process holds the file, for up to `patienceMs`; it blocks the event loop meanwhile.
 *
 * SQLite's own busy timeout does not hold for switching a file to write-ahead logging, which fails at once where two
 * processes open a new file together (https://www.sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode").
 */
export function whileBusy<T>(patienceMs: number, run: () => T): T {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
    try {
      return run();
    } catch (error) {
      if (!isBusy(error) || waitedMs >= patienceMs) throw error;
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY;
}
