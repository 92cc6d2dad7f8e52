/**
 * The local engine as an AI provider. It runs in a thread of its own, so that tens of milliseconds of analysis never hold up
 * the server's event loop.
 */
import { Piscina } from 'piscina';
import {
  type AiProvider,
  AiUnavailableError,
  type GenerationRequest,
  type GenerationResult,
} from '../../handlers/context.ts';

export interface LocalAiOptions {
  /** Time for an answer, the wait for its turn included. A later one is thrown away, and its thread stopped. */
  readonly timeoutMs: number;
  /** Prompts that may wait while one is being answered; a further one is refused at once. */
  readonly queueLimit: number;
}

export interface LocalAiProvider extends AiProvider {
  /** Resolves once the thread has loaded and practised; prompts may come before. */
  warmUp(): Promise<void>;
  /** Refuses what is under way and what still comes, and stops the thread. May be called twice. */
  close(): Promise<void>;
}

/** Starts the thread and returns without waiting for it. */
export function createLocalAiProvider(options: LocalAiOptions): LocalAiProvider {
  return createThreadedProvider(new URL('./worker.ts', import.meta.url), options);
}

/** The same for any worker whose default export answers a `GenerationRequest`. */
export function createThreadedProvider(worker: URL, { timeoutMs, queueLimit }: LocalAiOptions): LocalAiProvider {
  const pool: Piscina<GenerationRequest, GenerationResult> = new Piscina({
    filename: worker.href,
    minThreads: 1,
    maxThreads: 1,
    maxQueue: Number.POSITIVE_INFINITY,
  });
  const jobs = new Set<AbortController>();
  let closed = false;

  async function generate(request: GenerationRequest): Promise<GenerationResult> {
    if (closed) throw unavailable.closing();
    if (jobs.size > queueLimit) throw unavailable.busy();
    const job = new AbortController();
    const startedAt = performance.now();
    const timer = setTimeout(() => job.abort(), timeoutMs);
    jobs.add(job);
    try {
      const result = await pool.run(request, { signal: job.signal });
      // Where the event loop was held up, the answer may overtake the timer: late is late, whoever comes first.
      if (performance.now() - startedAt > timeoutMs) throw unavailable.late(timeoutMs);
      return result;
    } catch (error) {
      if (!job.signal.aborted) throw error;
      throw closed ? unavailable.closing(error) : unavailable.late(timeoutMs, error);
    } finally {
      clearTimeout(timer);
      jobs.delete(job);
    }
  }

  async function warmUp(): Promise<void> {
    if (closed) return;
    await pool.run({ prompt: 'Ready.', type: 'analysis' }).catch((error: unknown) => {
      // Stopped half-way because nobody needs it any more: no fault.
      if (!closed) throw error;
    });
  }

  async function close(): Promise<void> {
    closed = true;
    for (const job of jobs) job.abort();
    await pool.destroy();
  }

  return { generate, warmUp, close };
}

/** The refusals. A client may read them. */
const unavailable = {
  busy: () => new AiUnavailableError('The AI engine has more prompts waiting than it can take. Try again shortly.', 2),
  late: (timeoutMs: number, cause?: unknown) =>
    new AiUnavailableError(
      `The AI engine had no answer within ${timeoutMs} ms. Try again, or send a shorter prompt.`,
      5,
      { cause },
    ),
  closing: (cause?: unknown) =>
    new AiUnavailableError('The AI engine is shutting down. Try again shortly.', 5, { cause }),
};
