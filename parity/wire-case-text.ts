import { isUtf8 } from 'node:buffer';

/** A request that is to become a line of a table of wire cases. Where the sender's token stood, it has `{token}`. */
export interface FoundRequest {
  /** Of the case; in one line. */
  readonly title: string;
  /** What was seen, in one line. */
  readonly seen: string;
  /** Where the request came from, the beginning of a sentence: `Found among generated requests`. */
  readonly source: string;
  readonly operation: string | undefined;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array | undefined;
  /** It may write. */
  readonly stateful: boolean;
}

/**
 * The source text of a table of one wire case (`export const ...: readonly WireCase<World>[]`), which does what the request did when it
 * stands in the table; the sender's token becomes the world's educator's. Not formatted.
 *
 * @param name of the file, which is also the name of what it exports: a letter, then letters, digits and hyphens
 * @param wire path from the file to the folder of the wire cases
 */
export function wireCaseText(found: FoundRequest, name: string, wire: string): string {
  const { title, seen, source, operation, method, target, headers, body, stateful } = found;
  const constant = name.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
  const isPersonal = [target, ...headers.map(([, value]) => value), body].some(
    (part) => typeof part === 'string' && part.includes(TOKEN),
  );
  const fields = headers.map(([field, value]) => `[${literal(field)}, ${withToken(value)}]`).join(', ');
  const send = `request(${literal(method)}, ${withToken(target)}, {
    headers: [${fields}],
    ${body === undefined ? '' : `body: ${bodyText(body)},`}
  })`;
  return `import type { WireCase } from '${wire}/case.ts';
import { request } from '${wire}/request.ts';
import type { World } from '${wire}/world.ts';

/** ${source}: ${oneLine(seen)} */
export const ${constant}: readonly WireCase<World>[] = [
  {
    name: ${literal(`found: ${title}`)},
    why: ${literal(oneLine(seen))},
    ${operation === undefined ? '' : `operation: ${literal(operation)},`}
    steps: ${isPersonal ? `({ educator }) => ${send}` : send},
    ${stateful ? 'stateful: true,' : ''}
  },
];
`;
}

/** A name for such a file out of any words. */
export function wireCaseName(words: string): string {
  const name = words.replace(/[^A-Za-z0-9]+/g, '-').replace(/^[^A-Za-z]+|-+$/g, '');
  return name.slice(0, 80).replace(/-+$/, '') || 'request';
}

const TOKEN = '{token}';

/** A literal, in which the sender's token is the world's. */
function withToken(text: string): string {
  if (!text.includes(TOKEN)) return literal(text);
  const parts = text.split(TOKEN).map((part) =>
    literal(part)
      .slice(1, -1)
      .replaceAll('\\"', '"')
      .replace(/`|\$\{/g, (special) => `\\${special}`),
  );
  return `\`${parts.join(`\${educator.token}`)}\``;
}

function bodyText(body: string | Uint8Array): string {
  if (typeof body !== 'string' && !isUtf8(body)) return `Buffer.from('${Buffer.from(body).toString('hex')}', 'hex')`;
  const text = Buffer.from(body).toString('utf8');
  if (text.length < LONG || (typeof body === 'string' && text.includes(TOKEN))) return withToken(text);
  // Long texts are long runs of one character: as many bytes as the bounds of a schema, and few to read.
  const parts = text.split(/((.)\2{99,})/su).filter((_, index) => index % 3 !== 2);
  const terms = parts
    .filter((part) => part !== '')
    .map((part) =>
      isRun(part) ? `${literal([...part].slice(0, 1).join(''))}.repeat(${[...part].length})` : literal(part),
    );
  return terms.length === 1 ? (terms[0] ?? "''") : `[${terms.join(', ')}].join('')`;
}

const LONG = 200;

function isRun(part: string): boolean {
  return part.length >= 100 && /^(.)\1*$/su.test(part);
}

/** A TypeScript literal; the formatter chooses its quotes. */
function literal(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function oneLine(text: string): string {
  return text
    .replace(/[^ -~]+/g, ' ')
    .replaceAll('*/', '* /')
    .slice(0, 300);
}
