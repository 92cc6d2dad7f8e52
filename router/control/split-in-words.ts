import type { GateVerdict } from '../gate/verdict.ts';
import type { EffectiveShares } from '../rollout/admissions.ts';
import type { JournalEntry } from '../rollout/entry.ts';
import { configuredShare, tripOf } from '../rollout/shares.ts';
import type { RolloutState } from '../rollout/state.ts';

export interface SplitSources {
  readonly operationIds: readonly string[];
  readonly state: RolloutState;
  readonly effective: EffectiveShares;
  /** Why everything is at 0 % though no entry says so. */
  readonly held: string | undefined;
  /** FASTIFY_TRAFFIC_PERCENTAGE, where it is set. */
  readonly requested: number | undefined;
  readonly verdict: (operationId: string) => GateVerdict;
  /** The newest one that lowered or raised a share; one that lets go of a breaker says nothing about why the share is what it is. */
  readonly lastShareChange: JournalEntry | undefined;
}

const CHANGES_SHARES: ReadonlySet<JournalEntry['kind']> = new Set(['set', 'roll-back', 'trip', 'withdraw']);

/** @param entries newest first */
export function lastShareChangeIn(entries: readonly JournalEntry[]): JournalEntry | undefined {
  return entries.find(({ kind }) => CHANGES_SHARES.has(kind));
}

/** The split in effect as one line for whoever starts the router; where it is lower than what was asked for, or 0, with the reason. */
export function splitInWords(sources: SplitSources): string {
  const { operationIds, effective, requested = 0 } = sources;
  const shares = operationIds.map((id) => effective[id] ?? 0);
  const [lowest, highest] = [Math.min(...shares), Math.max(...shares)];
  const share = lowest === highest ? `${highest} %` : `${lowest} to ${highest} %, by operation,`;
  if (highest > 0 && highest >= requested) return `${share} of the users to Fastify`;
  const asked = requested > highest ? `, ${requested} % asked for` : '';
  return `${share} of the users to Fastify${asked}: ${reasonIn(sources)}`;
}

function reasonIn({ operationIds, state, held, verdict, lastShareChange }: SplitSources): string {
  if (held !== undefined) return held;
  const trip = operationIds.flatMap((id) => (configuredShare(state, id) > 0 ? (tripOf(state, id) ?? []) : []))[0];
  if (trip !== undefined) return trip.verdict;
  const [against] = operationIds.map((id) => verdict(id).againstRaising).filter(({ length }) => length > 0);
  if (against !== undefined) return against.join('; ');
  if (lastShareChange !== undefined) return `${lastShareChange.who}: ${lastShareChange.why}`;
  return 'nobody has asked for more; npm run rollout -- set PERCENTAGE does';
}
