export type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** A JSON value with the span of its text, which tells `1` from `1.0`, keeps the order of all keys and repeated ones. */
export interface JsonNode {
  readonly type: JsonType;
  readonly start: number;
  readonly end: number;
  /** Of an object; a key that repeats has as many entries. */
  readonly members: readonly (readonly [key: string, node: JsonNode])[];
  /** Of an array. */
  readonly items: readonly JsonNode[];
}

/** Deeper ones are compared as bytes. */
const MAX_DEPTH = 500;
const BLANKS = /[ \t\n\r]*/y;
const SCALAR = /[^ \t\n\r,\]}]+/y;
const NOTHING: readonly never[] = [];

/** @returns undefined where the text is no JSON (RFC 8259), or too deep */
export function readJson(text: string): JsonNode | undefined {
  try {
    // The grammar is checked by those who do it best; below, the text is known to be right.
    JSON.parse(text);
    return readValue(text, skip(BLANKS, text, 0), 0);
  } catch {
    return undefined;
  }
}

function readValue(text: string, start: number, depth: number): JsonNode {
  if (depth > MAX_DEPTH) throw new Error('too deep');
  const first = text[start];
  if (first === '{') return readObject(text, start, depth);
  if (first === '[') return readArray(text, start, depth);
  if (first === '"') return scalar('string', start, stringEnd(text, start));
  const end = skip(SCALAR, text, start);
  const type = first === 'n' ? 'null' : first === 't' || first === 'f' ? 'boolean' : 'number';
  return scalar(type, start, end);
}

function scalar(type: JsonType, start: number, end: number): JsonNode {
  return { type, start, end, members: NOTHING, items: NOTHING };
}

function readObject(text: string, start: number, depth: number): JsonNode {
  const members: (readonly [string, JsonNode])[] = [];
  let at = skip(BLANKS, text, start + 1);
  while (text[at] !== '}') {
    const keyEnd = stringEnd(text, at);
    const key: string = JSON.parse(text.slice(at, keyEnd));
    const colon = skip(BLANKS, text, keyEnd);
    const node = readValue(text, skip(BLANKS, text, colon + 1), depth + 1);
    members.push([key, node]);
    at = afterComma(text, node.end);
  }
  return { type: 'object', start, end: at + 1, members, items: NOTHING };
}

function readArray(text: string, start: number, depth: number): JsonNode {
  const items: JsonNode[] = [];
  let at = skip(BLANKS, text, start + 1);
  while (text[at] !== ']') {
    const node = readValue(text, at, depth + 1);
    items.push(node);
    at = afterComma(text, node.end);
  }
  return { type: 'array', start, end: at + 1, members: NOTHING, items };
}

function afterComma(text: string, end: number): number {
  const at = skip(BLANKS, text, end);
  return text[at] === ',' ? skip(BLANKS, text, at + 1) : at;
}

/** Not by one pattern over the string, whose length is the server's choice and a pattern's stack is not. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}
