import type { BackoffPolicy } from './backoff.ts';
import { type ChildSpec, type RunningChild, startChild } from './child.ts';
import type { Clock } from './clock.ts';
import { type Patience, stopInOrder } from './stop.ts';
import { type Exit, type Mode, type Verdict, verdictOn } from './verdict.ts';

export type SupervisorEvent =
  | { readonly kind: 'started'; readonly name: string; readonly pid: number | undefined }
  /** The URLs are in the order of the children; `words` is what some of them say of themselves. */
  | {
      readonly kind: 'all-listen';
      readonly urls: ReadonlyMap<string, string>;
      readonly words: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'listens-again'; readonly name: string; readonly url: string }
  | { readonly kind: 'died'; readonly name: string; readonly exit: Exit; readonly verdict: Verdict }
  | { readonly kind: 'restarting' }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'killed'; readonly name: string };

export interface Supervision {
  /** The exit code: 0 after `stop`, 1 when a child cannot start. Every child has ended by then. */
  readonly finished: Promise<0 | 1>;
  readonly stop: () => void;
  /** Ends every child at once; for the person who asks a second time. */
  readonly kill: () => void;
  /** Stops all children and starts them anew, in their order. */
  readonly restart: () => void;
}

export interface SuperviseOptions {
  readonly mode: Mode;
  readonly backoff: BackoffPolicy;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly report: (event: SupervisorEvent) => void;
}

interface Slot {
  readonly spec: ChildSpec;
  /** It was started since the beginning or the last restart of all; from then on only its own deaths start it again. */
  begun: boolean;
  listenedBefore: boolean;
  deaths: number;
  child: RunningChild | undefined;
  callOffStart: () => void;
}

/** Starts the children and keeps them running until `stop`, or until one turns out unable to start. */
export function supervise(specs: readonly ChildSpec[], options: SuperviseOptions): Supervision {
  const { mode, clock, report } = options;
  const slots = specs.map(newSlot);
  const urls = new Map<string, string>();
  const words = new Map<string, string>();
  const finished = Promise.withResolvers<0 | 1>();
  let phase: 'running' | 'restarting' | 'stopping' = 'running';
  let announced = false;

  startReady();
  return { finished: finished.promise, stop: () => void end(0), kill, restart: () => void restart() };

  function startReady(): void {
    const ready = slots.filter(({ begun, spec }) => !begun && (spec.after ?? []).every((name) => urls.has(name)));
    for (const slot of ready) start(slot);
  }

  function start(slot: Slot): void {
    const { spec } = slot;
    let listeningSince: number | undefined;
    const child = startChild(spec, spec.env(urls), (url, said) => {
      if (slot.child !== child || phase !== 'running') return;
      listeningSince ??= clock.now();
      if (said !== undefined) words.set(spec.name, said);
      listens(slot, url);
    });
    slot.begun = true;
    slot.child = child;
    report({ kind: 'started', name: spec.name, pid: child.pid });
    void child.exited.then((exit) => {
      slot.child = undefined;
      // Ctrl-C in a terminal reaches the children too. The system hands out pending signals by number, SIGINT and
      // SIGTERM before the SIGCHLD of a child's end: we know that we are stopping before we learn of this.
      if (phase === 'running')
        died(slot, exit, listeningSince === undefined ? undefined : clock.now() - listeningSince);
    });
  }

  function listens(slot: Slot, url: string): void {
    slot.listenedBefore = true;
    urls.set(slot.spec.name, url);
    startReady();
    if (announced) report({ kind: 'listens-again', name: slot.spec.name, url });
    else if (urls.size === slots.length) {
      announced = true;
      const inOrder = new Map(slots.map(({ spec }) => [spec.name, urls.get(spec.name) ?? '']));
      report({ kind: 'all-listen', urls: inOrder, words: new Map(words) });
    }
  }

  function died(slot: Slot, exit: Exit, upMs: number | undefined): void {
    const { deaths, listenedBefore, spec } = slot;
    const verdict = verdictOn({ mode, exit, upMs, listenedBefore, deaths }, options.backoff);
    report({ kind: 'died', name: spec.name, exit, verdict });
    if (verdict.kind === 'give-up') return void end(1);
    if (verdict.kind === 'await-change') return;
    slot.deaths = verdict.deaths;
    slot.callOffStart = clock.after(verdict.delayMs, () => start(slot));
  }

  async function restart(): Promise<void> {
    // While a restart is stopping the children, nothing has read the changed files yet: it covers this one too.
    if (phase !== 'running') return;
    phase = 'restarting';
    report({ kind: 'restarting' });
    await stopAll();
    if (phase !== 'restarting') return;
    phase = 'running';
    announced = false;
    urls.clear();
    for (const slot of slots) Object.assign(slot, newSlot(slot.spec));
    startReady();
  }

  async function end(code: 0 | 1): Promise<void> {
    if (phase === 'stopping') return;
    phase = 'stopping';
    report({ kind: 'stopping' });
    await stopAll();
    finished.resolve(code);
  }

  async function stopAll(): Promise<void> {
    for (const slot of slots) slot.callOffStart();
    const running = (fronts: boolean) =>
      slots.flatMap(({ spec, child }) => (child !== undefined && (spec.after !== undefined) === fronts ? [child] : []));
    const onKill = (name: string) => report({ kind: 'killed', name });
    await stopInOrder(running(true), running(false), options.patience, clock, onKill);
  }

  function kill(): void {
    for (const { child } of slots) child?.kill();
  }
}

function newSlot(spec: ChildSpec): Slot {
  return { spec, begun: false, listenedBefore: false, deaths: 0, child: undefined, callOffStart: () => {} };
}
