/**
 * Writes `.env.example` and the README's table of settings.
 * `node settings/document-main.ts` writes what is stale; with `--check` it names what is stale and exits with 1.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flagsIn } from './command-line.ts';
import { toEnvExample, withTable } from './document.ts';

const USAGE = `Usage: npm run generate

Writes anew what is derived: the types and tables of openapi.yaml and of the router's admin contract, .env.example, the README's settings.`;

const root = join(import.meta.dirname, '..');
const flags = flagsIn(process.argv.slice(2), USAGE, ['--check']);
const checkOnly = flags?.has('--check') ?? true;

if (flags !== undefined) {
  bringUpToDate('.env.example', toEnvExample);
  if (existsSync(join(root, 'README.md'))) bringUpToDate('README.md', withTable);
}

function bringUpToDate(file: string, rewrite: (text: string) => string): void {
  const path = join(root, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  try {
    const after = rewrite(before);
    if (after === before) return;
    if (checkOnly) refuse(`${file} is stale; run: npm run generate`);
    else writeFileSync(path, after);
  } catch (error) {
    refuse(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function refuse(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
