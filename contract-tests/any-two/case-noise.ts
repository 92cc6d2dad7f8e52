import { deriveNoise } from '../../parity/noise.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import { type GenericCase, sendsOf, stepsOf } from './cases/build.ts';
import { pairsOf, type Round } from './judge.ts';

/**
 * What the baseline answers otherwise from one call to the next, in the cases of one operation. Cases with the same method and status share
 * it, so that a value which happened to repeat in one of them is known from another; what is volatile in an error, or in the
 * answer to another method, stays compared elsewhere.
 */
export class CaseNoise {
  readonly #byKind = new Map<string, RulesOptions>();
  readonly #kinds = new Map<GenericCase, string>();
  readonly #given: RulesOptions;

  /** @param given what is volatile in any case */
  constructor(cases: readonly GenericCase[], rounds: ReadonlyMap<GenericCase, readonly Round[]>, given: RulesOptions) {
    this.#given = given;
    const byKind = Map.groupBy(cases, (one) => kindOf(one, rounds.get(one)?.[0]));
    for (const [kind, alike] of byKind) {
      for (const one of alike) this.#kinds.set(one, kind);
      const observed = alike.map((one) => (rounds.get(one) ?? []).map(({ baseline }) => baseline));
      this.#byKind.set(kind, deriveNoise(observed.flatMap(pairsOf)));
    }
  }

  around(one: GenericCase): RulesOptions {
    return unionOf([this.#given, this.#byKind.get(this.#kinds.get(one) ?? '') ?? {}]);
  }

  /** In all answers to a method, and to those that promise to change nothing and stand for no operation of their own. */
  of(method: string | undefined): RulesOptions {
    const beside = method === 'GET' ? ['HEAD', 'OPTIONS', 'TRACE'] : ['OPTIONS', 'TRACE'];
    const isOwn = (kind: string) => method === undefined || [method, ...beside].includes(kind.split(' ', 1)[0] ?? '');
    return unionOf([this.#given, ...[...this.#byKind].filter(([kind]) => isOwn(kind)).map(([, rules]) => rules)]);
  }
}

/** `GET 200`: method of the first request and status of its last answer. */
export function kindOf(one: GenericCase, round: Round | undefined): string {
  const [first] = sendsOf(stepsOf(one, []));
  return `${first?.requests[0]?.method ?? ''} ${round?.baseline.answers.at(-1)?.status ?? ''}`;
}

/** All that is volatile by any of these. */
export function unionOf(all: readonly RulesOptions[]): RulesOptions {
  return {
    volatileHeaders: [...new Set(all.flatMap(({ volatileHeaders = [] }) => volatileHeaders))].sort(),
    volatilePlaces: [...new Set(all.flatMap(({ volatilePlaces = [] }) => volatilePlaces))].sort(),
  };
}
