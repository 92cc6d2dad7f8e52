import type { Operation } from '../../contract/operations.ts';
import { type Checkup, wasOneWell } from './doctor.ts';
import type { FaultReport } from './fault.ts';
import type { RequestRecord } from './record.ts';

/** How a request ended for its client. */
export type Ending =
  | 'good'
  /** Not to be avoided: it was underway on a connection of a worker that was killed. */
  | 'lost-with-worker'
  /** Nor this one: neither server was well. */
  | 'no-server'
  /** 500, as the contract documents it. */
  | 'documented'
  /** A transport error, an undocumented 5xx or a timeout before any head of an answer. */
  | 'failed'
  /** A head came, and not all of what was to follow. */
  | 'cut-short'
  /** Neither what was asked for nor an error of a server. */
  | 'unexpected';

export interface Judged {
  readonly record: RequestRecord;
  readonly ending: Ending;
  readonly safe: boolean;
}

export interface Counts {
  requests: number;
  byFastify: number;
  fellBack: number;
  safeFailed: number;
  otherFailed: number;
  documented: number;
  lostWithWorker: number;
  noServer: number;
  cutShort: number;
}

export interface FaultVerdict {
  /** `undefined`: the time between the faults. */
  readonly report: FaultReport | undefined;
  readonly counts: Counts;
  readonly failures: readonly string[];
}

/** How long after the end of a worker a client may not have noticed that its connection has ended. */
const UNNOTICED_MS = 1_000;
/** Who may be relied on while a server is ill. */
const WELL_BUT = { express: ['fastify'], fastify: ['express'], none: ['express', 'fastify'] } as const;
/** A request that was sent in the moment of the decision may have been decided before it. */
const AT_ONCE_MS = 50;

export function judgeFaults(
  records: readonly RequestRecord[],
  faults: readonly FaultReport[],
  operations: readonly Operation[],
  checkups: readonly Checkup[],
): readonly FaultVerdict[] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const killedAt = faults.flatMap((fault) => fault.workerKilledAt ?? []);
  const groups = new Map<FaultReport | undefined, Judged[]>(faults.map((fault) => [fault, []]));
  const between: Judged[] = [];
  groups.set(undefined, between);
  for (const record of records) {
    const operation = byId.get(record.operation);
    const fault = faults.find(({ from, to }) => record.endedAt >= from && record.sentAt <= to);
    const ending = endingOf(record, operation, killedAt);
    const isOwed =
      ending !== 'failed' || wasOneWell(checkups, record.sentAt, record.endedAt, WELL_BUT[fault?.ill ?? 'none']);
    groups.get(fault)?.push({ record, ending: isOwed ? ending : 'no-server', safe: operation?.safe ?? false });
  }
  return [...groups].map(([report, judged]) => ({
    report,
    counts: count(judged),
    failures: failuresOf(report, judged),
  }));
}

export function endingOf(
  { outcome, operation: id, connectionBegunAt, endedAt }: RequestRecord,
  operation: Pick<Operation, 'responses'> | undefined,
  workersKilledAt: readonly number[],
): Ending {
  if (outcome.kind === 'timeout') return 'failed';
  if (outcome.kind === 'failed') {
    const isLost = workersKilledAt.some(
      (at) => connectionBegunAt <= at && endedAt >= at && endedAt <= at + UNNOTICED_MS,
    );
    return outcome.closed && isLost ? 'lost-with-worker' : 'failed';
  }
  const { status, complete } = outcome;
  if (status >= 500) return String(status) in (operation?.responses ?? {}) ? 'documented' : 'failed';
  if (status !== (id === 'register' ? 201 : 200)) return 'unexpected';
  return complete ? 'good' : 'cut-short';
}

function count(judged: readonly Judged[]): Counts {
  const of = (isOne: (one: Judged) => boolean) => judged.filter(isOne).length;
  const isBad = ({ ending }: Judged) => ending === 'failed' || ending === 'unexpected';
  return {
    requests: judged.length,
    byFastify: of(({ record: { outcome } }) => outcome.kind === 'answered' && outcome.routedTo === 'fastify'),
    fellBack: of(({ record: { outcome } }) => outcome.kind === 'answered' && outcome.fallback !== undefined),
    safeFailed: of((one) => one.safe && isBad(one)),
    otherFailed: of((one) => !one.safe && (isBad(one) || one.ending === 'no-server')),
    documented: of(({ ending }) => ending === 'documented'),
    lostWithWorker: of(({ ending }) => ending === 'lost-with-worker'),
    noServer: of(({ ending, safe }) => safe && ending === 'no-server'),
    cutShort: of(({ ending }) => ending === 'cut-short'),
  };
}

function failuresOf(report: FaultReport | undefined, judged: readonly Judged[]): string[] {
  const name = report?.name ?? 'between the faults';
  const allowed = report?.allowed ?? 'none';
  const isAllowed = ({ ending, safe, record: { outcome } }: Judged) => {
    if (ending === 'good' || ending === 'lost-with-worker' || ending === 'no-server') return true;
    // Its worker or its server went while it was on its way.
    if (ending === 'cut-short') return allowed === 'unsafe';
    if (ending === 'documented') return allowed === 'documented';
    if (ending === 'unexpected') return false;
    return !safe && allowed !== 'none' && outcome.kind !== 'failed';
  };
  const bad = judged.filter((one) => !isAllowed(one)).map(({ record }) => inWords(record));
  const shown = bad.slice(0, MAX_SHOWN);
  const more = bad.length > MAX_SHOWN ? [`and ${bad.length - MAX_SHOWN} more`] : [];
  const failures = [...(report?.failures ?? []), ...lateness(report), ...trespasses(report, judged), ...shown, ...more];
  return failures.map((failure) => `${name}: ${failure}`);
}

const MAX_SHOWN = 10;

function lateness(report: FaultReport | undefined): string[] {
  if (report?.rollback === undefined) return [];
  const { tookMs, limitMs } = report.rollback;
  if (tookMs === undefined) return [`it was never rolled back; it has to be within ${limitMs} ms`];
  return tookMs <= limitMs ? [] : [`it was rolled back after ${tookMs} ms; it has to be within ${limitMs} ms`];
}

function trespasses(report: FaultReport | undefined, judged: readonly Judged[]): string[] {
  const { held } = report ?? {};
  if (held === undefined) return [];
  const { length } = judged.filter(
    ({ record: { operation, sentAt, outcome } }) =>
      operation === held.operation &&
      sentAt > held.from + AT_ONCE_MS &&
      sentAt < held.to &&
      outcome.kind === 'answered' &&
      outcome.routedTo === 'fastify',
  );
  return length === 0 ? [] : [`${length} requests went to Fastify after it was rolled back`];
}

function inWords({ id, operation, sentAt, endedAt, outcome }: RequestRecord): string {
  const end =
    outcome.kind === 'answered'
      ? `${outcome.status} ${outcome.code ?? ''} by ${outcome.routedTo}${outcome.complete ? '' : ', cut short'}`
      : outcome.kind === 'failed'
        ? outcome.reason
        : 'no answer in time';
  return `${operation} ${id}, sent ${new Date(sentAt).toISOString().slice(11, 23)}: ${end} after ${endedAt - sentAt} ms`;
}
