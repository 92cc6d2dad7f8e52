import { isUtf8 } from 'node:buffer';
import type { Observation } from './answer.ts';
import { type JsonNode, readJson } from './json-tree.ts';
import { createRules, type PlaceTree } from './rules.ts';
import { formOf, type ValueForm, widen } from './value-form.ts';

/** Larger ones are not looked into. */
const LARGEST_BYTES = 2 * 1024 * 1024;
/** Of a body, how many values of one place are looked at. */
const MOST_VALUES = 1000;

/**
 * The forms that the values at volatile places have in what was observed of one server.
 * @param places JSON pointers with `*` for array indexes
 */
export function sampleForms(places: readonly string[], observed: readonly Observation[]): Record<string, ValueForm> {
  const forms = new Map<string, ValueForm>();
  if (places.length === 0) return {};
  const trees = places.map((place) => [place, createRules({ volatilePlaces: [place] }).volatilePlaces] as const);
  const texts = new Set(observed.flatMap(({ answers }) => answers.map(({ body }) => body)));
  for (const body of texts) {
    if (body.length > LARGEST_BYTES || !/^\s*[[{"\d-]/.test(body.toString('latin1', 0, 64)) || !isUtf8(body)) continue;
    const text = body.toString('utf8');
    const root = readJson(text);
    if (root === undefined) continue;
    for (const [place, tree] of trees) {
      for (const { start, end } of nodesAt(root, tree).slice(0, MOST_VALUES)) {
        const form = formOf(text.slice(start, end));
        const known = forms.get(place);
        forms.set(place, known === undefined ? form : widen(known, form));
      }
    }
  }
  return Object.fromEntries(forms);
}

function nodesAt(node: JsonNode, tree: PlaceTree): JsonNode[] {
  if (tree.isVolatile) return [node];
  return [...tree.children].flatMap(([key, below]) => [
    ...node.members.filter(([name]) => name === key).flatMap(([, member]) => nodesAt(member, below)),
    ...(key === '*' ? node.items.flatMap((item) => nodesAt(item, below)) : []),
  ]);
}
