import { identityAt } from '../../parity/identity-place.ts';
import { type LiveIdentity, reportedBy, type ServerIdentity } from '../../parity/proof-identity.ts';

/** An answer of a server to a probe. */
export interface SeenAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Undefined where it was too large to be read. */
  readonly body: Buffer | undefined;
}

export interface IdentitySources {
  /** What the operator says that runs there. */
  readonly declared: string | undefined;
  /** GET of the path on the server; undefined without an answer. */
  readonly ask: (path: string) => Promise<SeenAnswer | undefined>;
  readonly healthPath: string;
}

const UNRECOGNISED = { kind: 'unrecognised' } as const;

/**
 * What a server is now, told in the way in which the proof knows it.
 * @returns `unreachable` where it gives no answer: that says nothing about what it is
 */
export async function identityNow(
  proven: ServerIdentity,
  { declared, ask, healthPath }: IdentitySources,
): Promise<LiveIdentity | 'unreachable'> {
  if (proven.kind === 'declared') {
    return declared === undefined ? UNRECOGNISED : { kind: 'declared', identity: declared };
  }
  const answer = await ask(proven.kind === 'observed' ? proven.place.path : healthPath);
  if (answer === undefined) return 'unreachable';
  const { status, body } = answer;
  // An error is no word on what the server is.
  if (status >= 500) return 'unreachable';
  if (proven.kind === 'reported') return (body && reportedBy(parse(body))) ?? UNRECOGNISED;
  const { place } = proven;
  const identity = identityAt(place, { headers: pairs(answer.headers), body: body ?? Buffer.alloc(0) });
  return identity === undefined ? UNRECOGNISED : { kind: 'observed', place, identity };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function pairs(flat: readonly string[]): [string, string][] {
  const lines: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) lines.push([flat[index] ?? '', flat[index + 1] ?? '']);
  return lines;
}
