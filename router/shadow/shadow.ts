import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { CapturedExchange, CaptureHook } from '../proxy/capture.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import { createShadowedServer } from './ask.ts';
import { createBacklog } from './backlog.ts';
import { Counts, type DropReason, type ShadowCounts } from './counts.ts';
import { exportCase } from './export-case.ts';
import { createKept, type DifferenceSummary, type KeptDifference } from './kept.ts';
import { SHADOW_LIMITS, type ShadowLimits } from './limits.ts';
import { look, otherThan, type Result, type Work } from './look.ts';
import { createRate } from './rate.ts';
import { reportOf } from './report.ts';
import { namesOf } from './second-look.ts';
import { secretFieldsOf } from './secrets.ts';

export interface ShadowOptions {
  /** The contract; of it the names of fields that hold keys. */
  readonly document: OpenApiDocument;
  /** Share of the requests of safe operations, 0 to 100. */
  readonly percentage: number;
  /** `scheme://host:port` of each server. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  /** Shared with the servers, so that they count no mirrored request against anybody's limits. */
  readonly replayToken: string;
  /** Whether a server may be bothered: it is up, and no breaker is open that concerns the operation. Asked often. */
  readonly available: (upstream: UpstreamName, operation: Operation) => boolean;
  /** What of an operation's answers is volatile, beyond what always is. */
  readonly rules?: (operation: Operation) => Pick<RulesOptions, 'volatileHeaders' | 'volatilePlaces'>;
  /** A difference has been kept. */
  readonly onDifference?: (summary: DifferenceSummary) => void;
  /** A look has come to its end. */
  readonly onResult?: (operation: Operation, result: Result['kind']) => void;
  /** A fault of our own; the look is counted as failed. */
  readonly onFault?: (error: unknown) => void;
  readonly limits?: ShadowLimits;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
  readonly clock?: () => Date;
}

export interface Shadow {
  /** For the data path. */
  readonly capture: CaptureHook;
  readonly waiting: number;
  counts(): ShadowCounts;
  /** Newest first. */
  list(): DifferenceSummary[];
  get(id: string): KeptDifference | undefined;
  /** Source text of a wire case. */
  exportCase(id: string): string | undefined;
  /** Drops what waits and ends what is in flight. */
  close(): Promise<void>;
}

/**
 * Asks the server that did not answer what the other one has answered, once the client has that answer, and compares. Only operations
 * that the contract marks safe are mirrored. Which of their requests is left to chance, not to the users' buckets: a share of
 * the users would show what these few do, again and again.
 */
export function createShadow(options: ShadowOptions): Shadow {
  const { percentage, upstreams, replayToken, available, limits = SHADOW_LIMITS } = options;
  const { random = Math.random, now = () => performance.now(), clock = () => new Date() } = options;
  const servers = {
    express: createShadowedServer(upstreams.express, limits),
    fastify: createShadowedServer(upstreams.fastify, limits),
  };
  const secretFields = secretFieldsOf(options.document);
  const counts = new Counts();
  const kept = createKept(limits);
  const rulesFor = (operation: Operation): RulesOptions => {
    const { volatileHeaders = [], volatilePlaces = [] } = options.rules?.(operation) ?? {};
    const headers = [...ALWAYS_VOLATILE, ...volatileHeaders];
    return { volatileHeaders: headers, volatilePlaces, maxJsonBytes: limits.maxJsonBytes };
  };
  const parts = { servers, replayToken, rulesFor, takeSecondLook: createRate(limits.maxSecondLooks, now) };
  let lastId = 0;

  const backlog = createBacklog<Work>({
    ...limits,
    now,
    onDropped: (_, reason) => counts.dropped(reason),
    async run(work) {
      const { operation, captured } = work;
      if (!available(otherThan(captured.upstream), operation)) return counts.dropped('unavailable');
      counts.sent(operation.id);
      const result = await look(work, parts).catch(faultOf);
      counts.ended(operation.id, result);
      if (result.kind === 'different') keep(work, result);
      options.onResult?.(operation, result.kind);
    },
    onFault: (error) => options.onFault?.(error),
  });

  function faultOf(error: unknown): Result {
    options.onFault?.(error);
    return { kind: 'failed', why: 'fault' };
  }

  function keep(work: Work, { pair, differences }: Extract<Result, { kind: 'different' }>): void {
    lastId += 1;
    const names = [...namesOf(differences)].sort();
    const rules = rulesFor(work.operation);
    const context = { id: String(lastId), at: clock(), rules, secretFields, maxShownBytes: limits.maxShownBytes };
    const difference = reportOf(work, pair, names, context);
    kept.add(difference, names);
    options.onDifference?.(summaryOf(difference));
  }

  return {
    capture: {
      wanted({ operation, upstream }) {
        if (operation?.safe !== true || random() * 100 >= percentage) return false;
        if (available(otherThan(upstream), operation)) return true;
        counts.dropped('unavailable');
        return false;
      },
      deliver(captured) {
        const { operation } = captured.decision;
        if (operation === undefined) return;
        const reason = tooLarge(captured, limits);
        const bytes = captured.request.body.sizeBytes + captured.answer.body.sizeBytes;
        if (reason === undefined) backlog.add({ operation, captured }, bytes);
        else counts.dropped(reason);
      },
    },
    get waiting() {
      return backlog.waiting;
    },
    counts: () => counts.read(),
    list: () => kept.list().map(summaryOf),
    get: kept.get,
    exportCase(id) {
      const difference = kept.get(id);
      return difference === undefined ? undefined : exportCase(difference);
    },
    async close() {
      backlog.close();
      await Promise.all([servers.express.close(), servers.fastify.close()]);
    },
  };
}

/** Values that say which request or which moment it was; that the fields are there is compared all the same. */
const ALWAYS_VOLATILE = ['x-request-id', 'ratelimit', 'retry-after'];

function summaryOf({ id, at, operationId, method, target, lines }: KeptDifference): DifferenceSummary {
  return { id, at, operationId, method, target, lines: [...lines] };
}

function tooLarge({ request, answer }: CapturedExchange, limits: ShadowLimits): DropReason | undefined {
  if (request.body.truncated || request.body.sizeBytes > limits.maxRequestBytes) return 'request-too-large';
  return answer.body.truncated || answer.body.sizeBytes > limits.maxAnswerBytes ? 'answer-too-large' : undefined;
}
