import type { CaptureHook } from './capture.ts';
import type { Decision } from './decide.ts';

/**
 * Several who want to look at exchanges as one: an exchange is captured once, and goes to those who wanted it.
 *
 * @param onError takes what one of them throws; the others go on
 */
export function combineCaptures(hooks: readonly CaptureHook[], onError: (error: unknown) => void): CaptureHook {
  // Each request has a decision of its own, so it can stand for the exchange.
  const takers = new WeakMap<Decision, CaptureHook[]>();
  const guarded = <Result>(call: () => Result): Result | undefined => {
    try {
      return call();
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
  return {
    wanted(decision, exchange) {
      let wanting: CaptureHook[] | undefined;
      for (const hook of hooks) {
        if (guarded(() => hook.wanted(decision, exchange)) !== true) continue;
        wanting ??= [];
        wanting.push(hook);
      }
      if (wanting === undefined) return false;
      takers.set(decision, wanting);
      return true;
    },
    deliver(captured) {
      for (const hook of takers.get(captured.decision) ?? []) guarded(() => hook.deliver(captured));
    },
  };
}
