/** What ends a benchmark before its table; its message is one line for a person. */
export class BenchmarkError extends Error {
  override readonly name = 'BenchmarkError';
}
