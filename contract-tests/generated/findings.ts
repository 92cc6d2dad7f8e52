import fc from 'fast-check';
import { toCurl, toRaw } from '../../parity/request-text.ts';
import type { Finding } from '../suites/suite-result.ts';
import type { Choice } from './choose.ts';
import { identityOf, isGreen, type Outcome, type PairLane } from './pair-lane.ts';
import type { GeneratedRequest } from './requests.ts';

/** A finding that can be made again. */
export interface GeneratedFinding extends Finding {
  /** The request, with `{token}` where the sender's token stands. */
  readonly request: { readonly raw: string; readonly curl: string };
  readonly generated: GeneratedRequest;
}

/** Whether a finding of any suite is one of this. */
export function isGeneratedFinding(finding: Finding): finding is GeneratedFinding {
  return finding.suite === 'generated' && finding.request !== undefined && 'generated' in finding;
}

/** Something that went wrong in a run, before it is looked at. */
export interface Suspicion {
  readonly run: number;
  /** Further runs in which the same went wrong. */
  readonly alike: number;
  readonly choice: Choice;
  readonly outcome: Outcome;
}

/** A request is made no smaller after so many tries, or so long. */
const MAX_TRIES = 400;
const MAX_MS = 15_000;

/** Makes the request smaller as long as the same goes wrong, on a lane of its own while nothing else is sent. */
export async function shrink(
  { run, alike, choice, outcome }: Suspicion,
  lane: PairLane,
  base: string,
): Promise<GeneratedFinding> {
  const identity = identityOf(outcome);
  let tries = 0;
  let smallest: Outcome | undefined;
  const property = fc.asyncProperty(choice.requests, async (generated) => {
    tries += 1;
    if (tries > MAX_TRIES) return true;
    const seen = await lane.exchange(generated, `shrinking/${run}/${tries}`);
    if (isGreen(seen) || identityOf(seen) !== identity) return true;
    smallest = seen;
    return false;
  });
  const { seed } = choice;
  await fc.check(property, { seed, path: '0', numRuns: 1, endOnFailure: false, interruptAfterTimeLimit: MAX_MS });
  return { ...findingOf(run, smallest ?? outcome, smallest !== undefined, base), alike };
}

function findingOf(run: number, outcome: Outcome, isRepeatable: boolean, base: string): GeneratedFinding {
  const { request, bytes, differences, unmet, observations } = outcome;
  return {
    suite: 'generated',
    case: `${request.operation} run ${run}: ${request.kind}`,
    why: isRepeatable ? request.kind : `${request.kind}; seen once among other requests, not again by itself`,
    operation: request.operation,
    differences,
    unmet,
    request: shown(bytes, base),
    observations,
    generated: request,
  };
}

/** A request of more bytes is shown in its beginning only. */
const SHOWN_BYTES = 32 * 1024;

function shown(bytes: Buffer, base: string): { raw: string; curl: string } {
  if (bytes.length <= SHOWN_BYTES) return { raw: toRaw(bytes), curl: toCurl(bytes, base) };
  const size = `${bytes.length} bytes`;
  return {
    raw: `${toRaw(bytes.subarray(0, SHOWN_BYTES))} ... (${size})`,
    curl: `# too large for a command line (${size}); saved as a wire case it can be sent again`,
  };
}
