import type { Contract } from '../contract/document.ts';
import { digestOperation } from '../contract/operation-digest.ts';
import type { Operation } from '../contract/operations.ts';
import { describePlace } from './identity-place.ts';
import { isExpired } from './proof.ts';
import type { LiveIdentity, ReportedIdentity, ServerIdentity } from './proof-identity.ts';
import type { Proof, ProvenServer } from './proof-payload.ts';

/** What is to be held against a proof. */
export interface Live {
  /** What the servers are now; `undefined` where one does not say. */
  readonly baseline: LiveIdentity | undefined;
  readonly candidate: LiveIdentity | undefined;
  /** The contract that whoever asks works by. */
  readonly contract: Contract;
  readonly now: Date;
}

export type Coverage =
  | { readonly kind: 'covered' }
  /** One reason at least, one line each. */
  | { readonly kind: 'not-covered'; readonly reasons: readonly Reason[] };

export interface Reason {
  readonly kind:
    | 'expired'
    | 'contract-changed'
    | 'server-unknown'
    | 'build-changed'
    | 'configuration-changed'
    | 'node-changed'
    | 'identity-changed'
    | 'operation-unknown'
    | 'operation-changed'
    | 'operation-not-covered'
    | 'out-of-scope';
  readonly text: string;
}

/** For each operation of the contract, whether the proof holds for it now. By operationId. */
export function assessProof(proof: Proof, live: Live): ReadonlyMap<string, Coverage> {
  const general = [
    ...expiry(proof, live.now),
    ...contractOf(proof, live.contract),
    ...serverReasons('baseline', proof.baseline, live.baseline),
    ...serverReasons('candidate', proof.candidate, live.candidate),
  ];
  return new Map(
    live.contract.operations.map((operation): [string, Coverage] => {
      const reasons = [...general, ...operationReasons(proof, live.contract, operation)];
      return [operation.id, reasons.length === 0 ? { kind: 'covered' } : { kind: 'not-covered', reasons }];
    }),
  );
}

/** In what a server is not the one that the proof is of; empty where it is. */
export function serverReasons(
  side: 'baseline' | 'candidate',
  { name, identity: proven }: ProvenServer,
  live: LiveIdentity | undefined,
): readonly Reason[] {
  const who = `the ${side} (${name})`;
  if (live === undefined) return [{ kind: 'server-unknown', text: `${who} does not say what it runs` }];
  if (live.kind === 'unrecognised') return [{ kind: 'identity-changed', text: `${who} ${unrecognised(proven)}` }];
  if (proven.kind === 'reported' && live.kind === 'reported') return reportedReasons(who, proven, live);
  if (proven.kind === 'reported' || live.kind === 'reported' || proven.kind !== live.kind) {
    return [
      {
        kind: 'identity-changed',
        text: `${who} is known by its ${live.kind} identity, in the proof it is ${proven.kind}`,
      },
    ];
  }
  if (proven.kind === 'observed' && live.kind === 'observed') {
    const [then, now] = [describePlace(proven.place), describePlace(live.place)];
    if (then !== now) return [changed('identity-changed', `${who} was asked elsewhere`, now, then)];
  }
  if (proven.identity === live.identity) return [];
  return [changed('identity-changed', `${who} is another`, live.identity, proven.identity)];
}

function unrecognised(proven: ServerIdentity): string {
  switch (proven.kind) {
    case 'reported':
      return 'answers, but its health path no longer says what it runs';
    case 'observed':
      return `answers, but not with an identity where the proof found one: ${describePlace(proven.place)}`;
    case 'declared':
      return 'is known to the proof by a declared identity, and now none is declared';
  }
}

function reportedReasons(who: string, proven: ReportedIdentity, live: ReportedIdentity): Reason[] {
  const members = [
    ['contract', 'contract-changed', 'works by another contract'],
    ['build', 'build-changed', 'is another build'],
    ['configuration', 'configuration-changed', 'has another configuration'],
    ['node', 'node-changed', 'runs on another Node'],
  ] as const;
  return members.flatMap(([member, kind, words]) =>
    live[member] === proven[member] ? [] : [changed(kind, `${who} ${words}`, live[member], proven[member])],
  );
}

function expiry(proof: Proof, now: Date): Reason[] {
  return isExpired(proof, now) ? [{ kind: 'expired', text: `the proof expired at ${proof.expiresAt}` }] : [];
}

function contractOf(proof: Proof, contract: Contract): Reason[] {
  if (contract.digest === proof.contract) return [];
  return [changed('contract-changed', 'the contract changed', contract.digest, proof.contract)];
}

function operationReasons(proof: Proof, contract: Contract, operation: Operation): Reason[] {
  const { id, safe } = operation;
  const proven = Object.hasOwn(proof.operations, id) ? proof.operations[id] : undefined;
  if (proven === undefined) return [{ kind: 'operation-unknown', text: `the proof does not know the operation ${id}` }];
  const reasons: Reason[] = [];
  const digest = digestOperation(contract.document, operation);
  if (digest !== proven.digest)
    reasons.push(changed('operation-changed', `the contract describes ${id} otherwise`, digest, proven.digest));
  if (proven.verdict !== 'identical')
    reasons.push({
      kind: 'operation-not-covered',
      text: `no case of the proof had a success of ${id} on both servers (${proven.cases} cases)`,
    });
  if (proof.scope === 'safe-only' && !safe)
    reasons.push({ kind: 'out-of-scope', text: `${id} changes state, and the proof sent only what does not` });
  return reasons;
}

function changed(kind: Reason['kind'], what: string, now: string, then: string): Reason {
  return { kind, text: `${what}: now ${short(now)}, in the proof ${short(then)}` };
}

/** Enough of a digest to tell two apart. */
function short(text: string): string {
  return text.startsWith('sha256:') ? text.slice(0, 'sha256:'.length + 12) : text;
}
