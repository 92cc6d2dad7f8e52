import { relative } from 'node:path';
import { describePlace } from '../../parity/identity-place.ts';
import type { ServerIdentity } from '../../parity/proof-identity.ts';
import type { Proof, ProvenServer, ProvenSuite } from '../../parity/proof-payload.ts';
import type { SuiteResult } from '../suites/suite-result.ts';
import type { Judgement } from './judgement.ts';

/** What a suite did, and how fast. */
export function suiteInWords({ suite, cases, requests, durationMs, seed }: SuiteResult): string {
  const rate = durationMs > 0 ? Math.round((requests * 1000) / durationMs) : 0;
  const from = seed === undefined ? '' : `, seed ${seed}`;
  return `${suite}: ${cases} cases, ${requests} requests to each server in ${(durationMs / 1000).toFixed(1)} s, ${rate} a second${from}`;
}

/** What a new proof says, in a few lines. */
export function summary(proof: Proof, file: string): string {
  const all = Object.entries(proof.operations);
  const identical = all.filter(([, { verdict }]) => verdict === 'identical');
  const others = all.filter(([, { verdict }]) => verdict === 'not-covered').map(([id]) => id);
  const [baseline, candidate] = [proof.baseline.name, proof.candidate.name];
  return [
    `proven: ${identical.length} of ${all.length} operations answer alike on ${baseline} and ${candidate}`,
    ...(others.length === 0 ? [] : [`not covered, for want of a case that succeeds: ${others.join(', ')}`]),
    `valid until ${proof.expiresAt}`,
    `written to ${shortPath(file)}`,
  ].join('\n');
}

/** Why there is no new proof. */
export function refusal(
  { findings, faults }: Judgement & { readonly kind: 'red' },
  file: string,
  isThere: boolean,
): string {
  return [
    ...faults.map((fault) => `fault of the run: ${fault}`),
    `not proven: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`,
    untouched(file, isThere),
  ].join('\n');
}

/** What became of the proof's file where no new proof was made. */
export function untouched(file: string, isThere: boolean): string {
  return isThere
    ? `no new proof; the one in ${shortPath(file)} is an older one and was left as it is`
    : 'no proof was written';
}

/** Everything that stands in a proof. */
export function details(proof: Proof): string {
  return [
    `issued ${proof.issuedAt} by Lockstep ${proof.tool}`,
    `expires ${proof.expiresAt}`,
    `contract ${proof.contract}`,
    `scope ${proof.scope === 'all' ? 'all operations' : 'only what does not change state'}`,
    ...serverLines('baseline', proof.baseline),
    ...serverLines('candidate', proof.candidate),
    'suites',
    ...proof.suites.map(suiteLine),
    'operations',
    ...Object.entries(proof.operations).map(
      ([id, { verdict, cases, digest }]) => `  ${id}: ${verdict}, ${cases} cases, ${digest}`,
    ),
  ].join('\n');
}

function suiteLine({ suite, cases, requests, seed, durationMs }: ProvenSuite): string {
  const from = seed === undefined ? '' : `, seed ${seed}`;
  return `  ${suite}: ${cases} cases, ${requests} requests to each server, ${(durationMs / 1000).toFixed(1)} s${from}`;
}

function serverLines(side: string, { name, identity, lockfile }: ProvenServer): string[] {
  return [`${side} ${name}`, ...identityLines(identity), `  lockfile ${lockfile ?? 'not known'}`];
}

function identityLines(identity: ServerIdentity): string[] {
  if (identity.kind === 'declared') return [`  declared: ${identity.identity}`];
  if (identity.kind === 'observed') return [`  observed: ${identity.identity} (${describePlace(identity.place)})`];
  const { build, configuration, node, contract } = identity;
  return [`  build ${build}`, `  configuration ${configuration}`, `  node ${node}`, `  contract ${contract}`];
}

function shortPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}
