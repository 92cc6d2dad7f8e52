import type { UpstreamName } from '../proxy/decide.ts';
import type { Scope } from '../rollout/state.ts';
import type { Verdict } from './verdict.ts';

/** An answer that was held against the contract. */
export interface AnswerJudged {
  readonly upstream: UpstreamName;
  readonly operation: Scope;
  /** What is wrong with it; empty where nothing is. */
  readonly faults: readonly Fault[];
  /** Equal answers have equal ones. */
  readonly digest: string;
}

export interface Fault {
  /** One line for a person. */
  readonly line: string;
  /** The rule and the place, without values. */
  readonly kind: string;
}

/**
 * Two answers that differ cannot be one stored value, asked for twice; three that are equal are no accident either. One may be: a
 * server that is just being replaced.
 */
const MAX_DIFFERENT = 2;
const MAX_EQUAL = 3;

/** Older findings do not count: faults that come once a day are for a person to look at, not for a breaker. */
const REMEMBERED_MS = 15 * 60_000;
const MAX_KINDS = 256;

/**
 * What sampled answers of the candidate break in the contract. A kind of fault that the baseline's answers to the same operation show as
 * well is the contract's fault, and counts for nothing.
 */
export class Violations {
  readonly #ofBaseline = new Map<Scope, Set<string>>();
  readonly #ofCandidate = new Map<
    Scope,
    readonly { readonly digest: string; readonly kinds: readonly string[]; readonly at: number }[]
  >();

  /** @returns undefined where the answer is sound, or of the baseline and nobody suspects the candidate of the same */
  note({ upstream, operation, faults, digest }: AnswerJudged, nowMs: number): Verdict | undefined {
    if (faults.length === 0) return undefined;
    return upstream === 'express'
      ? this.#noteBaseline(operation, faults)
      : this.#noteCandidate(operation, faults, digest, nowMs);
  }

  /** Begins anew. */
  forget(operation: Scope): void {
    this.#ofCandidate.delete(operation);
  }

  forgetAll(): void {
    this.#ofCandidate.clear();
  }

  #noteBaseline(operation: Scope, faults: readonly Fault[]): Verdict | undefined {
    const known = this.#ofBaseline.get(operation) ?? new Set();
    this.#ofBaseline.set(operation, known);
    const fresh = faults.filter(({ kind }) => !known.has(kind));
    for (const { kind } of fresh) {
      if (known.size < MAX_KINDS) known.add(kind);
    }
    const suspected = this.#ofCandidate.get(operation)?.flatMap(({ kinds }) => kinds) ?? [];
    const shared = fresh.find(({ kind }) => suspected.includes(kind));
    if (shared === undefined) return undefined;
    return verdict(operation, 'hold', `express breaks it as well, so the contract is wrong there: ${shared.line}`);
  }

  #noteCandidate(operation: Scope, faults: readonly Fault[], digest: string, at: number): Verdict {
    const shared = this.#ofBaseline.get(operation) ?? new Set();
    const own = faults.filter(({ kind }) => !shared.has(kind));
    const [first] = own;
    if (first === undefined) {
      return verdict(
        operation,
        'hold',
        `express breaks it as well, so the contract is wrong there: ${faults[0]?.line}`,
      );
    }
    const before = (this.#ofCandidate.get(operation) ?? []).filter(
      (finding) => at - finding.at < REMEMBERED_MS && finding.kinds.some((kind) => !shared.has(kind)),
    );
    const findings = [...before, { digest, at, kinds: own.map(({ kind }) => kind) }].slice(-MAX_EQUAL);
    this.#ofCandidate.set(operation, findings);
    const different = new Set(findings.map((finding) => finding.digest)).size;
    const isTrip = different >= MAX_DIFFERENT || findings.length >= MAX_EQUAL;
    const numbers = `${findings.length} answers of fastify break the contract, ${different} different ones`;
    const limits = `trips from ${MAX_DIFFERENT} different or ${MAX_EQUAL} in all`;
    return verdict(operation, isTrip ? 'trip' : 'hold', `${numbers}, the last: ${first.line}; ${limits}`);
  }
}

function verdict(scope: Scope, finding: Verdict['finding'], words: string): Verdict {
  return { scope, check: 'contract', finding, line: `${scope}: contract: ${words}: ${finding}` };
}
