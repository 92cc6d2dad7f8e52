import type { Answer, Observation } from '../../parity/answer.ts';
import { deriveNoise } from '../../parity/noise.ts';
import type { RulesOptions } from '../../parity/rules.ts';
import { sampleForms } from '../../parity/sampled-forms.ts';
import { type SchemaForm, type ValueForm, widen } from '../../parity/value-form.ts';
import { type GenericCase, sendsOf, stepsOf } from './cases/build.ts';
import { pairsOf, type Round } from './judge.ts';

type SchemaAt = (status: number, place: string) => SchemaForm | undefined;

/**
 * What the baseline answers otherwise from one call to the next, in the cases of one operation. Cases with the same method and status share
 * it, so that a value which happened to repeat in one of them is known from another; what is volatile in an error, or in the
 * answer to another method, stays compared elsewhere.
 */
export class CaseNoise {
  readonly #byKind = new Map<string, RulesOptions>();
  readonly #kinds = new Map<GenericCase, string>();
  readonly #given: RulesOptions;
  readonly #schemaAt: SchemaAt;

  /**
   * @param given what is volatile in any case
   * @param schemaAt what the contract says of a place in answers of a status
   */
  constructor(given: RulesOptions, schemaAt: SchemaAt = () => undefined) {
    this.#given = given;
    this.#schemaAt = schemaAt;
  }

  /** Learns from cases what is volatile. */
  add(cases: readonly GenericCase[], rounds: ReadonlyMap<GenericCase, readonly Round[]>): void {
    const byKind = Map.groupBy(cases, (one) => kindOf(one, rounds.get(one)?.[0]));
    for (const [kind, alike] of byKind) {
      for (const one of alike) this.#kinds.set(one, kind);
      const observed = alike.map((one) => (rounds.get(one) ?? []).map(({ baseline }) => baseline));
      const { volatileHeaders = [], volatilePlaces = [] } = unionOf([
        this.#byKind.get(kind) ?? {},
        ...observed.map(noiseIn),
      ]);
      // Also of cases in which a value happened to repeat.
      const seen = sampleForms([...volatilePlaces, ...(this.#given.volatilePlaces ?? [])], observed.flat());
      const volatileForms = Object.fromEntries(
        Object.entries(seen).map(([place, form]) => [place, this.#withSchema(form, Number(kind.split(' ')[1]), place)]),
      );
      const before = { volatileForms: this.#byKind.get(kind)?.volatileForms ?? {} };
      this.#byKind.set(kind, unionOf([before, { volatileHeaders, volatilePlaces, volatileForms }]));
    }
  }

  #withSchema(form: ValueForm, status: number, place: string): ValueForm {
    const schema = this.#schemaAt(status, place);
    return schema === undefined ? form : { ...form, schema };
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

/** All that is volatile by any of these, in the form that any of them has seen. */
export function unionOf(all: readonly RulesOptions[]): RulesOptions {
  const forms = new Map<string, ValueForm>();
  for (const [place, form] of all.flatMap(({ volatileForms = {} }) => Object.entries(volatileForms))) {
    const known = forms.get(place);
    forms.set(place, known === undefined ? form : widen(known, form));
  }
  return {
    volatileHeaders: [...new Set(all.flatMap(({ volatileHeaders = [] }) => volatileHeaders))].sort(),
    volatilePlaces: [...new Set(all.flatMap(({ volatilePlaces = [] }) => volatilePlaces))].sort(),
    ...(forms.size === 0 ? {} : { volatileForms: Object.fromEntries(forms) }),
    maxJsonBytes: LARGEST_JSON_BYTES,
  };
}

/** What differs between these answers of one server to one request, and the form in which it does. */
export function noiseIn(observed: readonly Observation[]): RulesOptions {
  const { volatileHeaders, volatilePlaces } = deriveNoise(pairsOf(observed.map(withoutLargeBodies)));
  return { volatileHeaders, volatilePlaces, volatileForms: sampleForms(volatilePlaces, observed) };
}

function withoutLargeBodies(seen: Observation): Observation {
  if (seen.answers.every(({ body }) => body.length <= LARGEST_JSON_BYTES)) return seen;
  const cut = (answer: Answer) => (answer.body.length > LARGEST_JSON_BYTES ? { ...answer, body: NOTHING } : answer);
  return { ...seen, answers: seen.answers.map(cut) };
}

const NOTHING = Buffer.alloc(0);
/** A larger one is compared as bytes: as a tree it takes many times the room. */
const LARGEST_JSON_BYTES = 2 * 1024 * 1024;
