import type { RunningChild } from './child.ts';
import type { Clock } from './clock.ts';

export interface Patience {
  /** Time that a child has to end after it was asked to. */
  readonly timeoutMs: number;
  /** Time on top of that before what is left is killed. */
  readonly marginMs: number;
}

/**
 * Stops the fronts (the router), and when they are gone what stands behind them (the servers), so that no request in
 * flight loses its server. Fronts that take longer than the timeout do not keep the rest from ending in order; what is
 * left after timeout and margin is killed. Resolves once every child has ended.
 * @param onKill called with the name of each child that had to be killed
 */
export async function stopInOrder(
  fronts: readonly RunningChild[],
  behind: readonly RunningChild[],
  patience: Patience,
  clock: Clock,
  onKill: (name: string) => void,
): Promise<void> {
  const left = new Set([...fronts, ...behind]);
  for (const child of left) void child.exited.then(() => left.delete(child));
  const callOff = clock.after(patience.timeoutMs + patience.marginMs, () => {
    for (const child of left) {
      onKill(child.name);
      child.kill();
    }
  });
  for (const child of fronts) child.terminate();
  await allEndedOr(fronts, patience.timeoutMs, clock);
  for (const child of behind) child.terminate();
  await Promise.all([...fronts, ...behind].map((child) => child.exited));
  callOff();
}

function allEndedOr(children: readonly RunningChild[], timeoutMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const callOff = clock.after(timeoutMs, resolve);
    void Promise.all(children.map((child) => child.exited)).then(() => {
      callOff();
      resolve();
    });
  });
}
