import { deriveOperations, type Operation } from '../../contract/operations.ts';
import type { Decision, UpstreamName } from '../proxy/decide.ts';
import type { Observation } from '../proxy/observe.ts';

export const [LIST, ADD] = deriveOperations({
  openapi: '3.0.3',
  info: { title: 'fixture', version: '1' },
  paths: { '/things': { get: { operationId: 'list' }, post: { operationId: 'add' } } },
}) as [Operation, Operation]; // As many as stand there.

type Seen<Kind extends Observation['kind']> = Omit<Extract<Observation, { kind: Kind }>, keyof typeof ABOUT | 'kind'>;

const ABOUT = { requestId: 'r', method: 'GET', path: '/things' };

export function decision(changes: Partial<Decision> = {}): Observation {
  return { kind: 'decision', ...ABOUT, decision: decisionOf(changes) };
}

export function attempt(
  { upstream, connection = 'pooled' }: { upstream: UpstreamName; connection?: 'pooled' | 'fresh' },
  outcome: Seen<'attempt'>['outcome'],
  operation: Operation | undefined = LIST,
): Observation {
  const made = decisionOf({ upstream, operation });
  return { kind: 'attempt', ...ABOUT, decision: made, attempt: { upstream, connection }, outcome, durationMs: 10 };
}

export function answer(changes: Partial<Seen<'answer'>> = {}): Observation {
  const usual = { operation: LIST, routedTo: 'express', fallback: undefined, status: 200 } as const;
  return { kind: 'answer', ...ABOUT, ...usual, complete: true, failures: [], durationMs: 10, ...changes };
}

function decisionOf(changes: Partial<Decision>): Decision {
  const usual = { upstream: 'express', operation: LIST, safe: true, idempotent: true, forced: false } as const;
  return { ...usual, bucket: 0, percentage: 0, reason: 'of the tests', ...changes };
}
