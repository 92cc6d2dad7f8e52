import { createRunProgress, type ProgressStream } from '../report/progress.ts';
import { checkReportDirectory } from '../report/write.ts';
import type { Side } from '../suites/suite-result.ts';
import { unreachable, whySilent } from './ask.ts';
import { secretsIn } from './captured-secrets.ts';
import { compareServers } from './compare-servers.ts';
import { readSigningConfig } from './config.ts';
import { type Files, isList, readFiles } from './files.ts';
import { type ForeignIdentity, readIdentity } from './identity.ts';
import { createWatch } from './liveness.ts';
import { createMask, type MaskGiven } from './mask-given.ts';
import type { ParityOptions } from './options.ts';
import { sameServer } from './same-server.ts';
import type { Selection } from './select.ts';
import { sign } from './sign.ts';
import { isIdentical, noiseText, verdictText } from './text-report.ts';
import type { TwoServers } from './two-servers.ts';
import { writeReport } from './write-report.ts';

/** What a person has to change before anything can be compared, one line each. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

export interface Output {
  /** Results, in lines. */
  readonly say: (text: string) => void;
  readonly progress: ProgressStream;
}

/**
 * Compares two servers as the options say.
 * @returns whether they are identical
 * @throws {UsageError}
 * @throws {StoppedAnsweringError}
 */
export async function runParity(options: ParityOptions, output: Output): Promise<boolean> {
  const files = readFiles(options);
  if (isList(files)) throw new UsageError(files);
  const { headers, values } = secretsIn(files.captured?.requests ?? []);
  const { baseline, candidate } = options.headers;
  const mask = createMask([...baseline, ...candidate, ...headers], values);
  try {
    return await compareWith(options, files, { ...output, say: (text) => output.say(mask(text)) }, mask);
  } catch (error) {
    throw masked(error, mask);
  }
}

/** A message may quote what a server sent back. */
function masked(error: unknown, mask: MaskGiven): unknown {
  if (error instanceof UsageError) return new UsageError(mask(error.lines));
  if (error instanceof Error) error.message = mask(error.message);
  return error;
}

async function compareWith(
  options: ParityOptions,
  files: Files,
  { say, progress: stream }: Output,
  mask: MaskGiven,
): Promise<boolean> {
  const startedAt = new Date();
  const signing = options.sign ? readSigningConfig() : undefined;
  if (options.report !== undefined) attempt(() => checkReportDirectory(options.report ?? ''));
  const servers = serversOf(options);
  const lines = [...(await sameServer(servers)), ...(await unreachable(servers))];
  if (lines.length > 0) throw new UsageError(lines);
  const identities = await identitiesOf(servers, options);
  if (signing !== undefined && JSON.stringify(mask(identities)) !== JSON.stringify(identities))
    throw new UsageError(['the identity of a server contains what was given as a header; a proof would show it']);
  say(introduction(servers, identities, files.selection));
  const { har, runs, seed, unsafe, allowUnproven } = options;
  const seen = await compareServers({
    servers: { ...servers, watch: createWatch((side) => whySilent(servers, side)) },
    selection: files.selection,
    contract: files.contract,
    unsafe,
    allowUnproven,
    runs,
    seed,
    har: har === undefined || files.captured === undefined ? undefined : { ...har, ...files.captured },
    known: files.known,
    progress: createRunProgress(stream, () => performance.now()),
    onNoise: (noise, setAside) => say(noiseText(noise, setAside)),
  });
  const outcome = mask(seen);
  say(verdictText(outcome));
  if (options.report !== undefined) {
    const { contract, selection } = files;
    const paths = await writeReport(options.report, { contract, selection, servers, startedAt, outcome });
    say(`written: ${paths.join(', ')}`);
  }
  if (signing !== undefined) {
    const { baseline, candidate } = await unchangedIdentities(servers, options, identities);
    if (baseline === undefined || candidate === undefined)
      throw new UsageError(['a proof needs an identity of both servers']);
    const scope = unsafe ? 'all' : 'safe-only';
    const proven = { contract: files.original, servers, identities: { baseline, candidate }, scope, outcome } as const;
    const { isWritten, lines: words } = await sign({ ...proven, now: new Date() }, signing);
    for (const line of words) say(line);
    if (!isWritten) return false;
  }
  return isIdentical(outcome);
}

/** What a person gave is wrong where this throws. */
function attempt(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new UsageError([error instanceof Error ? error.message : String(error)]);
  }
}

/** @throws {UsageError} where a server is not what it was at the beginning: nobody knows which of the two was compared */
async function unchangedIdentities(
  servers: TwoServers,
  options: ParityOptions,
  before: Identities,
): Promise<Identities> {
  const now = await identitiesOf(servers, options);
  const changed = (['baseline', 'candidate'] as const).filter((side) => now[side]?.identity !== before[side]?.identity);
  if (changed.length === 0) return now;
  throw new UsageError(changed.map((side) => `no proof was written: the ${side} became another while it was compared`));
}

function serversOf(options: ParityOptions): TwoServers {
  return {
    urls: options.servers,
    headers: options.headers,
    rules: { volatileHeaders: options.volatileHeaders, volatilePlaces: options.volatilePlaces },
    concurrency: options.concurrency,
    limits: {
      stepTimeoutMs: options.timeoutMs,
      deadlineMs: 3 * options.timeoutMs,
      maxBodyBytes: LARGEST_BODY_BYTES,
    },
  };
}

/** A few of them are on their way at once, and held until they are compared (`kept-bodies.ts`). */
const LARGEST_BODY_BYTES = 8 * 1024 * 1024;

type Identities = Readonly<Record<Side, ForeignIdentity | undefined>>;

async function identitiesOf(servers: TwoServers, { identity }: ParityOptions): Promise<Identities> {
  const read = (side: Side) => (identity[side] === undefined ? undefined : readIdentity(servers, side, identity[side]));
  const [baseline, candidate] = await Promise.all([read('baseline'), read('candidate')]);
  const wrong = [baseline, candidate].filter((one) => typeof one === 'string');
  if (typeof baseline === 'string' || typeof candidate === 'string') throw new UsageError(wrong);
  return { baseline, candidate };
}

function introduction(servers: TwoServers, identities: Identities, { contract, unsafe, excluded }: Selection): string {
  const server = (side: Side) => {
    const identity = identities[side];
    const what = identity === undefined ? '' : `  ${identity.identity} (${identity.kind})`;
    return `${side.padEnd(11)}${servers.urls[side]}${what}`;
  };
  return [
    server('baseline'),
    server('candidate'),
    `operations ${contract.operations.map(({ id }) => id).join(', ')}`,
    ...(unsafe.length === 0 ? [] : [`not sent without --unsafe: ${unsafe.join(', ')}`]),
    ...(excluded.length === 0 ? [] : [`left out: ${excluded.join(', ')}`]),
    '',
  ].join('\n');
}
