import { Pool } from 'undici';
import type { UpstreamName } from '../proxy/decide.ts';

/** What one probe of a server found. */
export type ProbeResult =
  | {
      readonly upstream: UpstreamName;
      /** It answered, and its status says that it works (2xx). */
      readonly up: true;
      readonly status: number;
      readonly latencyMs: number;
      /** Undefined where it is larger than anybody wants to know. */
      readonly body: Buffer | undefined;
    }
  | { readonly upstream: UpstreamName; readonly up: false; readonly reason: string };

export interface Probes {
  /** The last result of a server, if there was one. */
  latest(upstream: UpstreamName): ProbeResult | undefined;
  subscribe(listener: (result: ProbeResult) => void): void;
  /** Asks for anything else that a server is to be asked out of turn; `undefined` where it gives no answer in time. */
  ask(upstream: UpstreamName, path: string): Promise<ProbeAnswer | undefined>;
  start(): void;
  stop(): Promise<void>;
}

export interface ProbeAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Undefined where it is too large. */
  readonly body: Buffer | undefined;
}

export interface ProbeOptions {
  /** `scheme://host:port` of each server. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  readonly path: string;
  readonly everyMs: number;
  readonly timeoutMs?: number;
}

/**
 * A server that does not answer its health path in so long does not work, whatever the interval. It takes two such probes to trip,
 * and a hung server is to be at 0 % within two seconds: half a second until the first one, and twice this.
 */
export const PROBE_TIMEOUT_MS = 600;

/** What a server says of itself is small; more is not read. */
const MAX_BODY_BYTES = 65_536;

/**
 * Asks both servers again and again whether they work. On connections of its own, so that neither a full pool nor a hung request of
 * a client keeps a probe back.
 */
export function createProbes(options: ProbeOptions): Probes {
  const { upstreams, path, everyMs, timeoutMs = PROBE_TIMEOUT_MS } = options;
  const listeners: ((result: ProbeResult) => void)[] = [];
  const latest = new Map<UpstreamName, ProbeResult>();
  const timers = new Set<NodeJS.Timeout>();
  const names = ['express', 'fastify'] as const;
  const pools = { express: poolOf(upstreams.express, timeoutMs), fastify: poolOf(upstreams.fastify, timeoutMs) };
  let stopped = false;

  /** One probe of a server at a time: the next one is due when this one has ended, and not before its time. */
  async function probe(upstream: UpstreamName): Promise<void> {
    const startedAt = performance.now();
    const result = await probeOnce(upstream, pools[upstream], path, timeoutMs);
    if (stopped) return;
    latest.set(upstream, result);
    for (const listener of listeners) listener(result);
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        void probe(upstream);
      },
      Math.max(0, everyMs - (performance.now() - startedAt)),
    );
    timers.add(timer);
  }

  return {
    latest: (upstream) => latest.get(upstream),
    subscribe: (listener) => listeners.push(listener),
    async ask(upstream, at) {
      const answer = await get(pools[upstream], at, timeoutMs);
      return answer instanceof Error ? undefined : answer;
    },
    start() {
      for (const upstream of names) void probe(upstream);
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(names.map((name) => pools[name].destroy()));
    },
  };
}

function poolOf(url: string, timeoutMs: number): Pool {
  return new Pool(url, { connections: 4, connect: { timeout: timeoutMs }, allowH2: false, keepAliveTimeout: 10_000 });
}

async function probeOnce(upstream: UpstreamName, pool: Pool, path: string, timeoutMs: number): Promise<ProbeResult> {
  const startedAt = performance.now();
  const answer = await get(pool, path, timeoutMs);
  if (answer instanceof Error) return { upstream, up: false, reason: describe(answer) };
  const { status, body } = answer;
  if (status < 200 || status > 299) return { upstream, up: false, reason: `status ${status}` };
  return { upstream, up: true, status, latencyMs: performance.now() - startedAt, body };
}

async function get(pool: Pool, path: string, timeoutMs: number): Promise<ProbeAnswer | Error> {
  const late = new AbortController();
  // After a stall of the router itself an answer may be here and not have been read: it is, before what `setImmediate` runs.
  const timer = setTimeout(() => setImmediate(() => late.abort(new Error('no answer in time'))), timeoutMs);
  try {
    const { signal } = late;
    const { statusCode, headers, body } = await pool.request({ method: 'GET', path, signal, responseHeaders: 'raw' });
    // Raw headers are a flat list of names and values, which the type does not know.
    const raw = (headers as unknown as (Buffer | string)[]).map(String);
    return { status: statusCode, headers: raw, body: await readBounded(body) };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function describe(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
