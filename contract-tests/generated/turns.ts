/** Lets many do something at once, or one alone. */
export interface Turns {
  /** @param alone nothing else is done meanwhile */
  take<T>(alone: boolean, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  let running = 0;
  let isOneAlone = false;
  /** Those who want to be alone go first, or they might wait for ever. */
  let wantingAlone = 0;
  let waiting: (() => void)[] = [];

  const mayStart = (alone: boolean) => !isOneAlone && (alone ? running === 0 : wantingAlone === 0);

  return {
    async take(alone, work) {
      if (alone) wantingAlone += 1;
      while (!mayStart(alone)) await new Promise<void>((resolve) => waiting.push(resolve));
      if (alone) wantingAlone -= 1;
      running += 1;
      isOneAlone = alone;
      try {
        return await work();
      } finally {
        running -= 1;
        isOneAlone = false;
        const woken = waiting;
        waiting = [];
        for (const wake of woken) wake();
      }
    },
  };
}
