import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { describe } from '../../parity/describe.ts';
import { type FoundRequest, wireCaseName, wireCaseText } from '../../parity/wire-case-text.ts';
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
  const name = wireCaseName(`${finding.operation ?? 'request'} ${finding.generated.kind}`);
  const taken = (file: string) => existsSync(join(directory, file));
  let file = `${name}.ts`;
  for (let count = 2; taken(file); count += 1) file = `${name}-${count}.ts`;
  const path = join(directory, file);
  writeFileSync(path, formatted(wireCaseText(foundIn(finding), name, pathTo(directory))));
  return path;
}

function foundIn({ generated, differences, unmet, case: title, operation }: GeneratedFinding): FoundRequest {
  const { method, target, headers, body } = generated;
  const seen = [...differences.map(describe), ...unmet.baseline, ...unmet.candidate].join('; ');
  const stateful = method !== 'GET' && method !== 'HEAD';
  return { title, seen, source: 'Found among generated requests', operation, method, target, headers, body, stateful };
}

function pathTo(directory: string): string {
  const path = relative(directory, WIRE).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
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
