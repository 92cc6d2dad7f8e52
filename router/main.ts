import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { readRouterConfig } from './config.ts';
import { createLogger } from './log.ts';
import { explain } from './mistake.ts';
import { startFront } from './process/front.ts';
import { createFrontLog } from './process/front-log.ts';
import { holdSockets } from './process/sockets.ts';
import { stopRequested } from './shutdown.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/**
 * Runs the router: holds its sockets while a worker serves on them (`worker.ts`), replaces that worker on SIGHUP, and when asked to
 * stop lets requests in flight finish and exits 0. What keeps it from starting is said in one clear line each, and the exit code is 1.
 */
export async function run(): Promise<void> {
  try {
    await serve();
  } catch (error) {
    explain(error);
    process.exitCode = 1;
  }
  if (process.connected) process.disconnect?.();
}

async function serve(): Promise<void> {
  const { settings } = readRouterConfig(process.env);
  const stop = stopRequested(process);
  const sockets = await holdSockets([
    { name: 'clients', host: settings.HOST, port: settings.ROUTER_PORT },
    { name: 'admin', host: '127.0.0.1', port: settings.ROUTER_ADMIN_PORT },
  ]);
  let announced = false;
  const log = createFrontLog(createLogger(settings.LOG_LEVEL));
  const front = startFront({
    file: WORKER,
    sockets,
    shutdownTimeoutMs: settings.SHUTDOWN_TIMEOUT_MS,
    report: (event) => {
      log(event);
      if (event.kind !== 'serving' || announced) return;
      announced = true;
      process.send?.({ kind: 'listening', url: event.urls.clients, words: event.words });
    },
  });
  // To close a terminal is to stop what runs in it; a service manager's SIGHUP asks for a new worker.
  const fromTerminal = isatty(0);
  process.on('SIGHUP', () => (fromTerminal ? front.stop('its terminal was closed') : front.restart()));
  void stop.then((reason) => front.stop(reason));
  process.exitCode = await front.finished;
}
