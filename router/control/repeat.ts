/**
 * Does something again and again, one after the other, the next time so long after the end of the time before.
 * @returns ends it; settles when the last time has ended
 */
export function repeat(
  everyMs: () => number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let working = turn();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await working;
  };

  async function turn(): Promise<void> {
    await work().catch(onError);
    if (isStopped) return;
    timer = setTimeout(() => {
      working = turn();
    }, everyMs());
  }
}
