import { type Difference, nameOf } from './difference.ts';
import { type JsonNode, readJson } from './json-tree.ts';
import { isSecretName, maskJson, redactText } from './redact.ts';
import type { PlaceTree, Rules } from './rules.ts';
import { misfit } from './value-form.ts';

export interface JsonComparison {
  /** One for each name: a hundred items that lack the same member are one difference. */
  readonly differences: readonly Difference[];
  /** What is left of both bodies without the values spoken of, where it differs: blanks, or the spelling of a key. */
  readonly rest: readonly [baseline: Buffer, candidate: Buffer] | undefined;
}

/** @returns undefined where a text is no JSON */
export function compareJson(
  baseline: string,
  candidate: string,
  rules: Rules,
  answer: number,
): JsonComparison | undefined {
  const [a, b] = [readJson(baseline), readJson(candidate)];
  if (a === undefined || b === undefined) return undefined;
  const walk = new Walk(baseline, candidate, answer);
  walk.values(a, b, { pointer: '', place: '', secret: false, marks: [rules.volatilePlaces] });
  return { differences: [...walk.found.values()], rest: walk.rest() };
}

interface Spot {
  readonly pointer: string;
  readonly place: string;
  /** Within a member that is called like a secret. */
  readonly secret: boolean;
  /** Where in the trees of volatile places this spot is. */
  readonly marks: readonly PlaceTree[];
}

type Span = readonly [start: number, end: number];

const SHOWN_CHARACTERS = 200;

class Walk {
  readonly found = new Map<string, Difference>();
  readonly #baseline: string;
  readonly #candidate: string;
  readonly #answer: number;
  /** Values whose texts may differ, or are already told. */
  readonly #spans: { readonly a: Span; readonly b: Span }[] = [];
  #sameMembers = true;

  constructor(baseline: string, candidate: string, answer: number) {
    this.#baseline = baseline;
    this.#candidate = candidate;
    this.#answer = answer;
  }

  values(a: JsonNode, b: JsonNode, spot: Spot): void {
    const isVolatile = spot.marks.some((mark) => mark.isVolatile);
    if (a.type !== b.type) {
      this.#add({ kind: 'json-type', ...this.#at(spot), ...this.#texts(a, b, spot) });
    } else if (!isVolatile && a.type === 'object') {
      this.#objects(a, b, spot);
      return;
    } else if (!isVolatile && a.type === 'array') {
      this.#arrays(a, b, spot);
      return;
    } else if (!isVolatile) {
      if (this.#baseline.slice(a.start, a.end) === this.#candidate.slice(b.start, b.end)) return;
      this.#add({ kind: 'json-changed', ...this.#at(spot), ...this.#texts(a, b, spot) });
    } else {
      this.#forms(a, b, spot);
    }
    this.#spans.push({ a: [a.start, a.end], b: [b.start, b.end] });
  }

  /** A volatile value may be another one, but not one of another form. */
  #forms(a: JsonNode, b: JsonNode, spot: Spot): void {
    const [ours, theirs] = [this.#baseline.slice(a.start, a.end), this.#candidate.slice(b.start, b.end)];
    if (ours === theirs) return;
    for (const { form } of spot.marks) {
      const what = form && misfit(form, theirs);
      if (form !== undefined && what !== undefined && misfit(form, ours) === undefined)
        this.#add({ kind: 'json-form', what, ...this.#at(spot), ...this.#texts(a, b, spot) });
    }
  }

  /** The texts outside the spans, where they differ although both have the same members. */
  rest(): JsonComparison['rest'] {
    if (!this.#sameMembers) return undefined;
    const a = without(
      this.#baseline,
      this.#spans.map((span) => span.a),
    );
    const b = without(
      this.#candidate,
      this.#spans.map((span) => span.b),
    );
    return a === b ? undefined : [Buffer.from(a), Buffer.from(b)];
  }

  #objects(a: JsonNode, b: JsonNode, spot: Spot): void {
    const [ours, theirs] = [byOccurrence(a), byOccurrence(b)];
    for (const [id, [key, node]] of ours) {
      const below = child(spot, key, false);
      const other = theirs.get(id);
      if (other !== undefined) this.values(node, other[1], below);
      else this.#lone({ kind: 'json-missing', ...this.#at(below), baseline: show(this.#baseline, node, below) });
    }
    for (const [id, [key, node]] of theirs) {
      if (ours.has(id)) continue;
      const below = child(spot, key, false);
      this.#lone({ kind: 'json-extra', ...this.#at(below), candidate: show(this.#candidate, node, below) });
    }
    const order = [...ours.keys()].filter((id) => theirs.has(id));
    const other = [...theirs.keys()].filter((id) => ours.has(id));
    if (order.every((id, at) => id === other[at])) return;
    const keys = (ids: readonly string[]) => ids.map((id) => ours.get(id)?.[0] ?? '');
    this.#lone({ kind: 'json-key-order', ...this.#at(spot), baseline: keys(order), candidate: keys(other) });
  }

  #arrays(a: JsonNode, b: JsonNode, spot: Spot): void {
    for (let index = 0; index < Math.max(a.items.length, b.items.length); index += 1) {
      const [item, other] = [a.items[index], b.items[index]];
      const below = child(spot, String(index), true);
      if (item !== undefined && other !== undefined) this.values(item, other, below);
      else if (item !== undefined)
        this.#lone({ kind: 'json-missing', ...this.#at(below), baseline: show(this.#baseline, item, below) });
      else if (other !== undefined)
        this.#lone({ kind: 'json-extra', ...this.#at(below), candidate: show(this.#candidate, other, below) });
    }
  }

  #lone(difference: Difference): void {
    this.#sameMembers = false;
    this.#add(difference);
  }

  #add(difference: Difference): void {
    const name = nameOf(difference);
    if (!this.found.has(name)) this.found.set(name, difference);
  }

  #at({ pointer, place }: Spot): { readonly answer: number; readonly pointer: string; readonly place: string } {
    return { answer: this.#answer, pointer, place };
  }

  #texts(a: JsonNode, b: JsonNode, spot: Spot): { readonly baseline: string; readonly candidate: string } {
    return { baseline: show(this.#baseline, a, spot), candidate: show(this.#candidate, b, spot) };
  }
}

/** A repeated key is told apart by how often it came before. */
function byOccurrence({ members }: JsonNode): Map<string, readonly [string, JsonNode]> {
  const map = new Map<string, readonly [string, JsonNode]>();
  const times = new Map<string, number>();
  for (const member of members) {
    const [key] = member;
    const time = times.get(key) ?? 0;
    times.set(key, time + 1);
    map.set(`${time} ${key}`, member);
  }
  return map;
}

function child(spot: Spot, key: string, isItem: boolean): Spot {
  const segment = key.replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    pointer: `${spot.pointer}/${segment}`,
    place: `${spot.place}/${isItem ? '*' : segment}`,
    secret: spot.secret || (!isItem && isSecretName(key)),
    marks: spot.marks.flatMap((mark) => [
      ...(mark.children.has(key) ? [mark.children.get(key) ?? mark] : []),
      ...(isItem && mark.children.has('*') ? [mark.children.get('*') ?? mark] : []),
    ]),
  };
}

function show(text: string, { start, end }: JsonNode, { secret }: Spot): string {
  const value = text.slice(start, end);
  const safe = secret ? maskJson(value) : redactText(value);
  return safe.length > SHOWN_CHARACTERS ? `${safe.slice(0, SHOWN_CHARACTERS)}…` : safe;
}

/** @param spans in the order in which the candidate was walked, which need not be that of its text */
function without(text: string, spans: readonly Span[]): string {
  let kept = '';
  let at = 0;
  for (const [start, end] of [...spans].sort((x, y) => x[0] - y[0])) {
    kept += text.slice(at, start);
    at = end;
  }
  return kept + text.slice(at);
}
