import { parseArgs } from 'node:util';
import type { FieldLine } from '../../parity/answer.ts';
import type { Side } from '../suites/suite-result.ts';
import { OPTIONS } from './option-table.ts';
import { Given } from './option-values.ts';

/** What one run of `npm run parity` is to do. */
export interface ParityOptions {
  readonly contract: string;
  readonly servers: Readonly<Record<Side, string>>;
  /** Path before each of the contract's paths: `/v1`, or empty. */
  readonly basePath: string;
  readonly headers: Readonly<Record<Side, readonly FieldLine[]>>;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly unsafe: boolean;
  /** An operation that was never seen to succeed does not fail, where another one was. */
  readonly allowUnproven: boolean;
  readonly har: HarOptions | undefined;
  readonly runs: number;
  readonly seed: number;
  readonly volatileHeaders: readonly string[];
  readonly volatilePlaces: readonly string[];
  readonly knownDifferences: string | undefined;
  readonly report: string | undefined;
  readonly sign: boolean;
  readonly identity: Readonly<Record<Side, IdentitySource | undefined>>;
  readonly concurrency: number;
  readonly timeoutMs: number;
}

export interface HarOptions {
  readonly file: string;
  /** Empty: any. */
  readonly origins: readonly string[];
  readonly all: boolean;
}

/** Where it is known from what a server is. */
export type IdentitySource =
  | { readonly kind: 'declared'; readonly text: string }
  | { readonly kind: 'pointer'; readonly path: string; readonly pointer: string }
  | { readonly kind: 'header'; readonly path: string; readonly name: string };

export type Parsed =
  | { readonly kind: 'options'; readonly options: ParityOptions }
  | { readonly kind: 'help' }
  /** Every mistake, one line each. */
  | { readonly kind: 'mistakes'; readonly mistakes: readonly string[] };

/** @param argv what stands behind the command's name */
export function readOptions(argv: readonly string[]): Parsed {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      OPTIONS.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' }] as const),
    ),
  });
  const given = new Given(tokens);
  if (given.has('help')) return { kind: 'help' };
  const servers = readServers(given);
  const common = given.headers('header');
  if (given.has('safe-only') && given.has('unsafe'))
    given.mistake('--safe-only and --unsafe were given; only one of them is allowed');
  for (const name of ['har-origin', 'har-all']) {
    if (given.has(name) && !given.has('har')) given.mistake(`--${name} was given without --har FILE`);
  }
  const harFile = given.one('har');
  const identity = { baseline: readIdentity(given, 'baseline'), candidate: readIdentity(given, 'candidate') };
  if (given.has('sign')) {
    for (const side of ['baseline', 'candidate'] as const) {
      if (identity[side] === undefined && !given.hasAny(identityNames(side)))
        given.mistake(`--sign needs to know what the ${side} is: give ${identityNames(side).map(dashed).join(', ')}`);
    }
  }
  const options: ParityOptions = {
    contract: given.required('contract'),
    servers: servers.origins,
    basePath: servers.basePath,
    headers: {
      baseline: [...common, ...given.headers('header-baseline')],
      candidate: [...common, ...given.headers('header-candidate')],
    },
    include: given.all('include'),
    exclude: given.all('exclude'),
    unsafe: given.has('unsafe'),
    allowUnproven: given.has('allow-unproven'),
    har:
      harFile === undefined
        ? undefined
        : { file: harFile, origins: given.origins('har-origin'), all: given.has('har-all') },
    runs: given.whole('runs', { least: 0, most: 10_000_000, otherwise: 500 }),
    seed: given.whole('seed', { least: 0, most: 2 ** 31 - 1, otherwise: 1 }),
    volatileHeaders: given.fieldNames('volatile-header'),
    volatilePlaces: given.pointers('volatile-place'),
    knownDifferences: given.one('known-differences'),
    report: given.one('report'),
    sign: given.has('sign'),
    identity,
    concurrency: given.whole('concurrency', { least: 1, most: 256, otherwise: 8 }),
    timeoutMs: given.whole('timeout-ms', { least: 1, most: 600_000, otherwise: 5000 }),
  };
  const { mistakes } = given;
  return mistakes.length > 0 ? { kind: 'mistakes', mistakes } : { kind: 'options', options };
}

function readServers(given: Given): { readonly origins: Record<Side, string>; readonly basePath: string } {
  const [baseline, candidate] = [given.server('baseline'), given.server('candidate')];
  if (baseline !== undefined && candidate !== undefined && baseline.path !== candidate.path)
    given.mistake(
      `--baseline has the path "${baseline.path}" and --candidate "${candidate.path}"; both must have the same, or none`,
    );
  return {
    origins: { baseline: baseline?.origin ?? '', candidate: candidate?.origin ?? '' },
    basePath: baseline?.path ?? '',
  };
}

const dashed = (name: string) => `--${name}`;

function identityNames(side: Side): string[] {
  return ['', `${side}-`].flatMap((prefix) => [
    `${prefix}identity`,
    `${prefix}identity-path`,
    `${prefix}identity-header`,
  ]);
}

/** A server's own options go before those of both. */
function readIdentity(given: Given, side: Side): IdentitySource | undefined {
  const own = ['identity', 'identity-path', 'identity-pointer', 'identity-header'].map((name) => `${side}-${name}`);
  const prefix = given.hasAny(own) ? `${side}-` : '';
  const text = given.one(`${prefix}identity`);
  const path = given.path(`${prefix}identity-path`);
  const [pointer] = given.pointers(`${prefix}identity-pointer`);
  const [name] = given.fieldNames(`${prefix}identity-header`);
  const wrong = (mistake: string): undefined => {
    given.mistake(`--${prefix}identity${mistake}`);
  };
  if (text !== undefined) {
    if (path === undefined && pointer === undefined && name === undefined) return { kind: 'declared', text };
    return wrong(` declares what a server is; it cannot be asked for by path, pointer or header as well`);
  }
  if (pointer !== undefined && name !== undefined)
    return wrong('-pointer and -header were given; one of them is allowed');
  if (name !== undefined) return { kind: 'header', path: path ?? '/', name };
  if (pointer === undefined) return path === undefined ? undefined : wrong('-path needs -pointer or -header beside it');
  return path === undefined ? wrong('-pointer needs -path beside it') : { kind: 'pointer', path, pointer };
}
