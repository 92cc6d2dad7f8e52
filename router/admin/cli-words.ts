import type { components } from './admin.gen.ts';

type Schemas = components['schemas'];

/** What a person reads of the status. */
export function statusLines(status: Schemas['Status']): string[] {
  const { epoch, percentage, paused, held, lastChange, breaker, operations, servers, proof, shadow } = status;
  const isAsked = operations.some(({ configured }) => configured > 0);
  return clean([
    `general share ${percentage} %${paused ? ', raises are paused' : ''} (epoch ${epoch})`,
    // The breaker's own line says it.
    ...(lastChange === undefined || lastChange.kind === 'trip'
      ? []
      : [`last change: ${lastChange.at}  ${entryLine(lastChange)}`]),
    ...(held === null ? [] : [`everything is held at 0 %: ${held}`]),
    ...breakerLines('everything', breaker, isAsked),
    '',
    ...table(operations),
    ...operations.flatMap(detailLines),
    ...gateLines(operations),
    '',
    ...(['express', 'fastify'] as const).map((name) => serverLine(name, servers[name])),
    proofLine(proof),
    shadowLine(shadow),
  ]);
}

/** What a person reads of a change. */
export function splitLines({ epoch, percentage, paused, own, effective, trips }: Schemas['Split']): string[] {
  const shares = Object.entries(own).map(([id, share]) => `${id} ${share} %`);
  return clean([
    `general share ${percentage} %${shares.length === 0 ? '' : `; ${shares.join(', ')}`}${paused ? '; paused' : ''} (epoch ${epoch})`,
    `in effect: ${Object.entries(effective)
      .map(([id, share]) => `${id} ${share} %`)
      .join(', ')}`,
    ...Object.entries(trips).map(([scope, { verdict }]) => `tripped: ${verdict || scope}`),
  ]);
}

export function journalLines({ entries }: Schemas['Journal']): string[] {
  return clean(entries.map((entry) => `${entry.epoch}  ${entry.at}  ${entryLine(entry)}`));
}

/** A refusal, with everything that it says. */
export function problemLines({ status, title, detail, reasons = [] }: Schemas['Problem']): string[] {
  const more = reasons.length > 1 ? reasons.map((reason) => `  ${reason}`) : [];
  return clean([`${status} ${title}: ${detail}`, ...more]);
}

function entryLine({ epoch: _, at: __, who, why, ...change }: Schemas['JournalEntry']): string {
  return `${who}: ${what(change)}  (${why})`;
}

function what({ kind, scope, from, to, trip }: Omit<Schemas['JournalEntry'], 'epoch' | 'at' | 'who' | 'why'>): string {
  const place = scope === undefined ? '' : ` ${scope === '*' ? 'everything' : scope}`;
  if (kind === 'trip')
    return `trip${place} until ${trip?.recovery === 'person' ? 'a person lets go' : 'a trial succeeds'}`;
  const share = (value: number | null | undefined) => (typeof value === 'number' ? `${value} %` : 'the general share');
  if (kind === 'set' || kind === 'request') return `${kind}${place} from ${share(from)} to ${share(to)}`;
  if (kind === 'roll-back') return `roll back${place} from ${share(from)} to 0 %`;
  return `${kind}${place}`;
}

function table(operations: Schemas['Status']['operations']): string[] {
  const rows = operations.map(({ operationId, own, configured, effective, measured }) => [
    operationId,
    `${configured} %${own === null ? '' : ' (own)'}`,
    `${effective} %`,
    `${measured.verdict}: ${measured.usersToFastify} of ${measured.users} users, ${measured.requests} requests`,
  ]);
  const all = [['operation', 'set', 'in effect', 'measured'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

function detailLines({ operationId, configured, held, breaker, measured }: Schemas['OperationStatus']): string[] {
  return [
    ...breakerLines(operationId, breaker, configured > 0),
    // The breaker has said it.
    ...(held === null || breaker.state !== 'closed' ? [] : [`${operationId}: held: ${held}`]),
    ...(measured.verdict === 'differs' ? [`${operationId}: ${measured.line}`] : []),
  ];
}

/** What keeps operations from being raised; most reasons are of the servers, and so the same for all. */
function gateLines(operations: readonly Schemas['OperationStatus'][]): string[] {
  const byReasons = new Map<string, string[]>();
  for (const { operationId, gate } of operations) {
    if (gate.mayRaise) continue;
    const reasons = gate.reasons.join('; ');
    byReasons.set(reasons, [...(byReasons.get(reasons) ?? []), operationId]);
  }
  return [...byReasons].map(([reasons, ids]) => {
    const who = ids.length === operations.length ? 'nothing may' : `${ids.join(', ')} may not`;
    return `${who} be raised: ${reasons}`;
  });
}

/** @param isAsked somebody would go to Fastify but for this; where nobody would, it is not why. */
function breakerLines(what: string, { state, trip, until }: Schemas['Breaker'], isAsked: boolean): string[] {
  if (state === 'closed') return [];
  const time = until === undefined ? '' : ` until ${until}`;
  const effect = isAsked ? '' : ', of no effect while the share is 0 %';
  return [`${what}: breaker ${state}${time}${effect}: ${trip?.verdict ?? ''}`];
}

function serverLine(name: string, { url, up, identity, lastProbe }: Schemas['ServerStatus']): string {
  const state = up === null ? 'not probed yet' : up ? 'up' : `down (${lastProbe?.reason ?? 'no answer'})`;
  const is = identity?.build ?? identity?.identity;
  return `${name} ${url}: ${state}${is === undefined ? '' : `, runs ${is}`}`;
}

function proofLine({ state, file, expiresAt, reason }: Schemas['ProofStatus']): string {
  const more = [expiresAt === undefined ? '' : `until ${expiresAt}`, reason ?? ''].filter((part) => part !== '');
  return `proof ${file}: ${[state, ...more].join(', ')}`;
}

function shadowLine({ percentage, identical, different, failed, dropped }: Schemas['ShadowStatus']): string {
  if (percentage === 0) return 'shadow: off';
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  const left = reasons.length === 0 ? '' : `, dropped: ${reasons.map(([why, count]) => `${count} ${why}`).join(', ')}`;
  return `shadow: ${percentage} %, ${identical} identical, ${different} different, ${failed} failed${left}`;
}

/** Some of it was said by servers; no terminal is to obey it. */
function clean(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/\p{Cc}+/gu, ' '));
}
