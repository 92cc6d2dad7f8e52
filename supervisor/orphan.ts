import type { Clock } from './clock.ts';

const LOOK_EVERY_MS = 500;

/**
 * Calls back once this process has another parent than at the start. npm passes a SIGTERM on to the shell that runs the
 * script, and that shell dies of it without a word to us: to be orphaned is all that we see of `kill <npm>`.
 * @param parentOf gives the parent's process id
 * @returns what ends it
 */
export function whenOrphaned(parentOf: () => number, clock: Clock, onOrphaned: () => void): () => void {
  const first = parentOf();
  let callOff = () => {};
  const look = () => {
    if (parentOf() !== first) return onOrphaned();
    callOff = clock.after(LOOK_EVERY_MS, look);
  };
  look();
  return () => callOff();
}
