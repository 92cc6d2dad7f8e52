import type { Operation } from '../../contract/operations.ts';
import { REPLAY_HEADER, replayMark } from '../../contract/replay-mark.ts';
import type { Difference } from '../../parity/difference.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import type { CapturedExchange } from '../proxy/capture.ts';
import type { UpstreamName } from '../proxy/decide.ts';
import { answerOf, linesOf, type MirroredRequest, type ShadowedServer, type Unanswered } from './ask.ts';
import { confirmed, differencesOf, type Pair } from './second-look.ts';

export interface Work {
  readonly operation: Operation;
  readonly captured: CapturedExchange;
}

/** What came of mirroring one request. */
export type Result =
  | { readonly kind: 'identical' }
  /** Different at first, and not when both were asked once more, or not more than the baseline from itself. */
  | { readonly kind: 'unstable' }
  /** Different at first; they could not be asked once more, or there have been too many such looks. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'different'; readonly differences: readonly Difference[]; readonly pair: Pair }
  /** There is no answer to compare. */
  | { readonly kind: 'failed'; readonly why: Unanswered | 'fault' };

export interface LookParts {
  readonly servers: Readonly<Record<UpstreamName, ShadowedServer>>;
  readonly replayToken: string;
  readonly rulesFor: (operation: Operation) => RulesOptions;
  /** Takes one of the looks that may go on to the end where answers differ. */
  readonly takeSecondLook: () => boolean;
}

/** Asks the server that did not answer, and both once more where it answers differently. */
export async function look({ operation, captured }: Work, parts: LookParts): Promise<Result> {
  const { servers, rulesFor, takeSecondLook } = parts;
  const { status, reason, headers, body } = captured.answer;
  const served = answerOf(captured.method, { status, reason, headers: linesOf(headers) }, body.bytes());
  if (served === undefined) return { kind: 'failed', why: 'bad-answer' };
  const request = marked(captured, parts.replayToken);
  const other = otherThan(captured.upstream);
  const mirrored = await servers[other].ask(request);
  if ('unanswered' in mirrored) return { kind: 'failed', why: mirrored.unanswered };
  const pair: Pair =
    other === 'fastify' ? { express: served, fastify: mirrored.answer } : { express: mirrored.answer, fastify: served };

  const rules = rulesFor(operation);
  const isCheap = pair.express.body.equals(pair.fastify.body);
  if (isCheap && differencesOf(pair, rules).length === 0) return { kind: 'identical' };
  // To look into bodies takes time in which nobody is served, so of that there is only so much.
  if (!takeSecondLook()) return { kind: 'unconfirmed' };
  if (!isCheap && differencesOf(pair, rules).length === 0) return { kind: 'identical' };
  const [express, fastify] = await Promise.all([servers.express.ask(request), servers.fastify.ask(request)]);
  if ('unanswered' in express || 'unanswered' in fastify) return { kind: 'unconfirmed' };
  const differences = confirmed(pair, { express: express.answer, fastify: fastify.answer }, rules);
  return differences.length === 0 ? { kind: 'unstable' } : { kind: 'different', differences, pair };
}

export function otherThan(upstream: UpstreamName): UpstreamName {
  return upstream === 'express' ? 'fastify' : 'express';
}

/** The same request, with the mark by which it spends no limit. */
function marked({ method, target, requestId, request }: CapturedExchange, token: string): MirroredRequest {
  const mark = replayMark(token, { method, target, requestId });
  return { method, target, headers: [...request.headers, REPLAY_HEADER, mark], body: request.body.bytes() };
}
