import type { Server } from 'node:net';
import { listen } from '../listen.ts';
import type { FromWorker, Patience, Place, ToWorker } from './messages.ts';

/** What a worker serves, and how it comes and goes. */
export interface Service {
  /** Opens what only one worker may hold, such as the journal. Nobody else holds it, and nothing listens here yet. */
  takeOver(): Promise<void>;
  /** By the listener's name; asked for once `takeOver` has settled. One that is not named is not listened on. */
  servers(): Readonly<Record<string, Server>>;
  listening(urls: Readonly<Record<string, string>>): void;
  /** What it serves, as a line for whoever started the router. */
  inWords?(): string;
  /** Closes what `takeOver` opened and the listeners of control, while users are served on. Called once, and must not fail. */
  release(): Promise<void>;
  /**
   * Takes no new connections and ends those there are; settles when all have ended, at the latest after the time. Called again when
   * there turns out to be less time.
   */
  retire(reason: string, patience: Patience): Promise<void>;
  /** A message of the worker in charge to this one, which retires. */
  relayed(message: unknown): void;
}

export interface WorkerLink {
  /**
   * Tells the front that the service is loaded, and does what the front asks. Settles when the service has retired; the process then
   * ends, by itself or soon after.
   * @throws what `takeOver` throws, and {ListenError}
   */
  serve(service: Service, orphaned: Patience): Promise<void>;
  /** To the workers that still finish their requests. */
  relay(message: unknown): void;
  /** Asks to be replaced without a failed request. */
  restart(): void;
}

/** For what a service forgot to close. */
const LINGER_MS = 1_000;

/**
 * The worker's end of the channel to the front; to be called before anything that takes time. A front that goes without a word is
 * a reason to release and to retire.
 */
export function connectWorker(): WorkerLink {
  if (process.send === undefined) throw new Error('a worker of the router is started by its front, router/main.ts');
  const leave = () => process.exit();
  process.once('disconnect', leave);
  // Ctrl-C and a closed terminal reach the whole group of processes: what follows from them is the front's to say.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', () => say({ kind: 'restart' }));
  return {
    serve: async (service, orphaned) => {
      process.off('disconnect', leave);
      await obey(service, orphaned);
      if (process.connected) process.disconnect?.();
      setTimeout(leave, LINGER_MS).unref();
    },
    relay: (message) => say({ kind: 'relay', message }),
    restart: () => say({ kind: 'restart' }),
  };
}

function obey(service: Service, orphaned: Patience): Promise<void> {
  const done = Promise.withResolvers<void>();
  let held: 'not-yet' | 'held' | 'released' = 'not-yet';
  /** Steps follow one another; to retire may take long, and does not keep the next message waiting. */
  let steps = Promise.resolve();
  const then = (step: () => Promise<void>) => {
    steps = steps.then(step);
    steps.catch(done.reject);
  };

  process.on('message', (message) => onMessage(message as ToWorker)); // Only the front holds the other end.
  const onDisconnect = () => retire('its front ended', orphaned);
  process.once('disconnect', onDisconnect);
  if (process.connected) say({ kind: 'prepared' });
  else onDisconnect();
  return done.promise.finally(() => process.off('disconnect', onDisconnect));

  function onMessage(message: ToWorker): void {
    if (message.kind === 'take-over') then(() => takeOver(message.places));
    else if (message.kind === 'release') then(() => release().then(() => say({ kind: 'released' })));
    else if (message.kind === 'retire') retire(message.reason, message);
    else if (message.kind === 'ping') say({ kind: 'pong' });
    else service.relayed(message.message);
  }

  async function takeOver(places: Readonly<Record<string, Place>>): Promise<void> {
    held = 'held';
    await service.takeOver();
    const urls: Record<string, string> = {};
    for (const [name, server] of Object.entries(service.servers())) {
      const place = places[name];
      if (place === undefined) throw new Error(`the front holds no socket named ${name}`);
      urls[name] = await listen(server, place.host, place.port, place.fd);
    }
    service.listening(urls);
    const words = service.inWords?.();
    say({ kind: 'ready', urls, ...(words === undefined ? {} : { words }) });
  }

  async function release(): Promise<void> {
    if (held !== 'held') return;
    held = 'released';
    await service.release();
  }

  function retire(reason: string, { idleMs, timeoutMs }: Patience): void {
    then(async () => {
      const retired = service.retire(reason, { idleMs, timeoutMs });
      await release();
      retired.then(done.resolve, done.reject);
    });
  }
}

function say(message: FromWorker): void {
  // A front that has gone is noticed by `disconnect`; what is said to it is lost.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
