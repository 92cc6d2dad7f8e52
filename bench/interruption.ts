import { BenchmarkError } from './benchmark-error.ts';

/** Aborted by the first Ctrl-C, so that what was started is ended in order and its files removed; the second ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new BenchmarkError(`stopped by ${name}`)));
  }
  return controller.signal;
}
