/** What it reads of a journal's entry. */
export interface JournalEntry {
  readonly epoch: number;
  /** ISO 8601. */
  readonly at: string;
  readonly who: string;
  readonly why: string;
  readonly kind: string;
  /** An operationId, or `*`. */
  readonly scope?: string;
}

/** What the chaos test reads of `GET /status`. */
export interface RouterStatus {
  readonly epoch: number;
  readonly operations: readonly {
    readonly operationId: string;
    readonly effective: number;
    readonly held: string | null;
  }[];
}

/** The router's admin API, patient with a worker that is just being replaced. */
export interface Admin {
  status(): Promise<RouterStatus>;
  /** Entries after the epoch, the oldest first. */
  since(epoch: number): Promise<readonly JournalEntry[]>;
  rearm(scope: string, why: string): Promise<void>;
}

const PATIENCE_MS = 15_000;
const ASK_AGAIN_MS = 50;
const ANSWER_WITHIN_MS = 2_000;

export function adminAt(port: number, token: string): Admin {
  const once = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`the admin API answered ${path} with ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await once(path, body);
      } catch (error) {
        if (performance.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    }
  };
  return {
    // The admin API's own tests hold its answers against their schemas.
    status: async () => (await ask('/status')) as RouterStatus,
    async since(epoch) {
      const { entries } = (await ask('/journal?limit=100')) as { readonly entries: readonly JournalEntry[] };
      return entries.filter((entry) => entry.epoch > epoch).reverse();
    },
    rearm: async (scope, why) => void (await ask('/re-arm', { scope, why })),
  };
}
