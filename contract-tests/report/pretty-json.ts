import { type JsonNode, readJson } from '../../parity/json-tree.ts';

const MAX_LINES = 5_000;
/** Deeper values stand at this depth: blanks before a line must not outgrow the text. */
const MAX_INDENT = 20;

/**
 * A JSON text in lines, its values as they were written: `1.0` stays `1.0`, repeated keys and the order of keys are kept.
 * @returns undefined where the text is no JSON
 */
export function prettyJson(text: string): string[] | undefined {
  const root = readJson(text);
  if (root === undefined) return undefined;
  const lines: string[] = [];
  write(text, root, 0, '', '', lines);
  return lines;
}

function write(text: string, node: JsonNode, depth: number, before: string, after: string, lines: string[]): void {
  if (lines.length >= MAX_LINES) return;
  const add = (line: string) => lines.push('  '.repeat(Math.min(depth, MAX_INDENT)) + line);
  const children = node.type === 'object' ? node.members : node.items.map((item) => [undefined, item] as const);
  if (children.length === 0) {
    const written = node.type === 'object' ? '{}' : node.type === 'array' ? '[]' : text.slice(node.start, node.end);
    add(before + written + after);
    return;
  }
  const [open, close] = node.type === 'object' ? ['{', '}'] : ['[', ']'];
  add(before + open);
  for (const [at, [key, child]] of children.entries()) {
    const name = key === undefined ? '' : `${JSON.stringify(key)}: `;
    write(text, child, depth + 1, name, at < children.length - 1 ? ',' : '', lines);
  }
  add(close + after);
}
