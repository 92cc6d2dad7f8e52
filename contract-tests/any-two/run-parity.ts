import { createRunProgress, type ProgressStream } from '../report/progress.ts';
import type { Side } from '../suites/suite-result.ts';
import { unreachable, whySilent } from './ask.ts';
import { compareServers } from './compare-servers.ts';
import { readSigningConfig } from './config.ts';
import { isList, readFiles } from './files.ts';
import { type ForeignIdentity, readIdentity } from './identity.ts';
import { createWatch } from './liveness.ts';
import type { ParityOptions } from './options.ts';
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
export async function runParity(options: ParityOptions, { say, progress: stream }: Output): Promise<boolean> {
  const startedAt = new Date();
  const signing = options.sign ? readSigningConfig() : undefined;
  const files = readFiles(options);
  if (isList(files)) throw new UsageError(files);
  const servers = serversOf(options);
  const lines = await unreachable(servers);
  if (lines.length > 0) throw new UsageError(lines);
  const identities = await identitiesOf(servers, options);
  say(introduction(servers, identities, files.selection));
  const { har, runs, seed, unsafe } = options;
  const outcome = await compareServers({
    servers: { ...servers, watch: createWatch((side) => whySilent(servers, side)) },
    selection: files.selection,
    contract: files.contract,
    unsafe,
    runs,
    seed,
    har: har === undefined || files.captured === undefined ? undefined : { ...har, ...files.captured },
    known: files.known,
    progress: createRunProgress(stream, () => performance.now()),
    onNoise: (noise, setAside) => say(noiseText(noise, setAside)),
  });
  say(verdictText(outcome));
  if (options.report !== undefined) {
    const { contract } = files.selection;
    const paths = await writeReport(options.report, { contract, servers, startedAt, outcome });
    say(`written: ${paths.join(', ')}`);
  }
  if (signing !== undefined) {
    const { baseline, candidate } = await unchangedIdentities(servers, options, identities);
    if (baseline === undefined || candidate === undefined)
      throw new UsageError(['a proof needs an identity of both servers']);
    const scope = unsafe ? 'all' : 'safe-only';
    const seen = { contract: files.original, servers, identities: { baseline, candidate }, scope, outcome } as const;
    for (const line of await sign({ ...seen, now: new Date() }, signing)) say(line);
  }
  return isIdentical(outcome);
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

/** Three answers of each server to hundreds of cases are held at once. */
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
