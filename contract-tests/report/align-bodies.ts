import type { Answer } from '../../parity/answer.ts';
import { alignLines, type LinePair } from './line-diff.ts';
import { prettyJson } from './pretty-json.ts';
import { hexLines, type ShownBody, showBody, showBytes } from './shown-body.ts';
import { clip, visible } from './visible.ts';

/** Two bodies in lines, side by side. */
export interface AlignedBodies {
  readonly pairs: readonly BodyPair[];
  /** What is to be known of how they are shown, one line each. */
  readonly notes: readonly string[];
}

/** `fold` stands for equal lines that are left out. */
export type BodyPair = LinePair | { readonly kind: 'fold'; readonly lines: number };

const MAX_BYTES = 256 * 1024;
const MAX_LINES = 5_000;
const MAX_HEX_LINES = 512;
const MAX_PAIRS = 240;
const MAX_CHARACTERS = 400;
/** Equal lines that are shown around others. */
const CONTEXT = 4;

/** JSON pretty-printed, other texts as they are, the rest in hexadecimal; `undefined` for an answer that did not come. */
export function alignBodies(baseline: Answer | undefined, candidate: Answer | undefined): AlignedBodies {
  const [a, b] = [shown(baseline), shown(candidate)];
  const notes = [...new Set([...notesOn('baseline', a), ...notesOn('candidate', b)])];
  const equal = (baseline?.body ?? NOTHING).equals(candidate?.body ?? NOTHING);
  for (const form of [asLines, asText, asHex]) {
    const pairs = alignLines(form(a), form(b));
    if (!equal && pairs.every(({ kind }) => kind === 'same')) continue;
    return bound(pairs, notes);
  }
  return bound(alignLines(asLines(a), asLines(b)), [...notes, 'They differ in what is masked, cut or coded only.']);
}

const NOTHING = Buffer.alloc(0);

function shown(answer: Answer | undefined): ShownBody {
  return answer === undefined ? showBytes(NOTHING, 0) : showBody(answer, MAX_BYTES);
}

function notesOn(side: string, { totalBytes, decoded, cut, form }: ShownBody): string[] {
  return [
    ...(decoded === undefined ? [] : [`The ${side}'s ${totalBytes} bytes of ${decoded} are shown decoded.`]),
    ...(cut ? [`Of the ${side}'s ${totalBytes} bytes, the first ${MAX_BYTES} are looked at.`] : []),
    ...(form === 'bytes' ? [`The ${side}'s body is no UTF-8 text and is shown in hexadecimal.`] : []),
  ];
}

function asLines(body: ShownBody): string[] {
  if (body.form === 'bytes') return asHex(body);
  return prettyJson(body.text)?.map(visible) ?? asText(body);
}

/** A JSON text as it was sent: members that pretty-printing makes equal may differ in blanks or escapes. */
function asText(body: ShownBody): string[] {
  if (body.form === 'bytes') return asHex(body);
  if (body.text === '') return [];
  return visible(body.text).split('\n', MAX_LINES);
}

function asHex({ form, text }: ShownBody): string[] {
  return hexLines(form === 'bytes' ? text : Buffer.from(text, 'utf8').toString('latin1'), MAX_HEX_LINES);
}

function bound(pairs: readonly LinePair[], notes: readonly string[]): AlignedBodies {
  const folded = fold(pairs);
  const kept = folded.slice(0, MAX_PAIRS).map((pair) => (pair.kind === 'fold' ? pair : clipPair(pair)));
  const left = folded.length - kept.length;
  return { pairs: kept, notes: left === 0 ? notes : [...notes, `${left} more lines are left out.`] };
}

function fold(pairs: readonly LinePair[]): BodyPair[] {
  const near = new Uint8Array(pairs.length);
  for (const [at, { kind }] of pairs.entries()) {
    if (kind !== 'same') near.fill(1, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  }
  // Where all is equal, its beginning says what it is.
  if (!near.includes(1)) near.fill(1, 0, 2 * CONTEXT);
  const folded: BodyPair[] = [];
  for (let at = 0; at < pairs.length; ) {
    const next = near.indexOf(1, at);
    const lines = (next === -1 ? pairs.length : next) - at;
    // One line is no longer than the sign that it is left out.
    if (lines > 1) folded.push({ kind: 'fold', lines });
    else folded.push(...pairs.slice(at, at + lines));
    at += lines;
    const pair = pairs[at];
    if (pair !== undefined) folded.push(pair);
    at += 1;
  }
  return folded;
}

/** Long lines from shortly before the place where they begin to differ. */
function clipPair({ kind, baseline, candidate }: LinePair): LinePair {
  const longest = Math.max(baseline?.length ?? 0, candidate?.length ?? 0);
  if (longest <= MAX_CHARACTERS) return { kind, baseline, candidate };
  const start = kind === 'changed' ? Math.max(0, commonStart(baseline ?? '', candidate ?? '') - 80) : 0;
  const cut = (line: string | undefined) =>
    line === undefined ? undefined : (start > 0 ? '…' : '') + clip(line.slice(start), MAX_CHARACTERS);
  return { kind, baseline: cut(baseline), candidate: cut(candidate) };
}

/** Number of characters that two texts begin with alike; never within a surrogate pair. */
export function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a[at] === b[at]) at += 1;
  return /[\ud800-\udbff]$/.test(a.slice(Math.max(0, at - 1), at)) ? at - 1 : at;
}
