import { isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { describe } from '../../parity/describe.ts';
import type { GeneratedFinding } from './findings.ts';

const WIRE = join(import.meta.dirname, '..', 'wire');
const ROOT = join(WIRE, '..', '..');

/** Where findings on our own contract are saved. */
export const FOUND_CASES = join(WIRE, 'cases', 'found');

/**
 * Writes a finding as a table of one wire case (`export const ...: readonly WireCase<World>[]`), which does what the finding did when it
 * stands in the table; the sender's token becomes the world's educator's. A file of that name is never written over.
 * @param directory is made where it is not there
 * @returns the file's path
 * @throws {Error} where the formatter does not take the text
 */
export function saveAsWireCase(finding: GeneratedFinding, directory: string): string {
  mkdirSync(directory, { recursive: true });
  const name = nameFor(finding);
  const taken = (file: string) => existsSync(join(directory, file));
  let file = `${name}.ts`;
  for (let count = 2; taken(file); count += 1) file = `${name}-${count}.ts`;
  const path = join(directory, file);
  writeFileSync(path, formatted(wireCaseText(finding, name, pathTo(directory))));
  return path;
}

function wireCaseText(
  { generated, differences, unmet, case: title, operation }: GeneratedFinding,
  name: string,
  wire: string,
): string {
  const { method, target, headers, body } = generated;
  const seen = [...differences.map(describe), ...unmet.baseline, ...unmet.candidate].join('; ');
  const constant = name.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
  const isPersonal = [...headers.map(([, value]) => value), body].some(
    (part) => typeof part === 'string' && part.includes(TOKEN),
  );
  const fields = headers.map(([field, value]) => `[${literal(field)}, ${withToken(value)}]`).join(', ');
  const send = `request(${literal(method)}, ${literal(target)}, {
    headers: [${fields}],
    ${body === undefined ? '' : `body: ${bodyText(body)},`}
  })`;
  return `import type { WireCase } from '${wire}/case.ts';
import { request } from '${wire}/request.ts';
import type { World } from '${wire}/world.ts';

/** Found among generated requests: ${oneLine(seen)} */
export const ${constant}: readonly WireCase<World>[] = [
  {
    name: ${literal(`found: ${title}`)},
    why: ${literal(oneLine(seen))},
    ${operation === undefined ? '' : `operation: ${literal(operation)},`}
    steps: ${isPersonal ? `({ educator }) => ${send}` : send},
    ${method === 'GET' || method === 'HEAD' ? '' : 'stateful: true,'}
  },
];
`;
}

/** A file's name, which is also the name of what it exports: begins with a letter. */
function nameFor({ operation = 'request', generated: { kind } }: GeneratedFinding): string {
  const words = `${operation} ${kind}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/^[^A-Za-z]+|-+$/g, '');
  return words.slice(0, 80).replace(/-+$/, '') || 'request';
}

function pathTo(directory: string): string {
  const path = relative(directory, WIRE).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
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

/** In the project's style, so that what is saved can be committed as it is. */
function formatted(text: string): string {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const path = join(FOUND_CASES, 'found.ts');
  const options = { cwd: ROOT, input: text, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', `--stdin-file-path=${path}`],
    options,
  );
  if (status !== 0) throw new Error(`biome did not take the wire case: ${stderr.slice(0, 500)}`);
  return stdout;
}
