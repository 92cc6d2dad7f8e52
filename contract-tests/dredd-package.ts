import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Stats } from './judge.ts';

const FOLDER = join(import.meta.dirname, 'dredd');
/** Holds the digest of the lockfile that was installed. */
const MARK = join(FOLDER, 'node_modules', '.installed');

/** The file that hands dredd's `hooks` over to this process. */
export const HOOK_FILE = join(FOLDER, 'hooks.cjs');

/** dredd 14 has no types; this is the part of it that is used here. */
export interface Dredd {
  run(callback: (error: Error | null | undefined, stats: Stats) => void): void;
}
export type DreddConstructor = new (configuration: object) => Dredd;

/**
 * Installs dredd's package where it is missing or its lockfile has changed since.
 * @throws {Error} of one message when it cannot be installed
 */
export async function installDredd(say: (line: string) => void): Promise<void> {
  const digest = createHash('sha256')
    .update(readFileSync(join(FOLDER, 'package-lock.json')))
    .digest('hex');
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === digest) return;
  say('installing dredd: npm ci in contract-tests/dredd');
  rmSync(MARK, { force: true });
  // npm run -s would make this npm silent too, and its reasons with it.
  const { code, output } = await npm(['ci', '--loglevel=error']);
  if (code !== 0) {
    throw new Error(
      `dredd could not be installed: npm ci in contract-tests/dredd ended with ${code}\n${firstLines(output)}`,
    );
  }
  writeFileSync(MARK, digest);
}

/** npm goes on with its usage. */
function firstLines(output: string): string {
  return output
    .split('\n')
    .filter((line) => line.replace('npm error', '').trim() !== '')
    .slice(0, 4)
    .join('\n');
}

/** Runs the npm that runs this, where there is one: on Windows a script cannot be started without a shell. */
async function npm(words: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const script = process.env.npm_execpath;
  const [command, first] = script === undefined ? ['npm', []] : [process.execPath, [script]];
  const child = spawn(command, [...first, ...words], { cwd: FOLDER, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  } catch (error) {
    return { code: null, output: String(error) };
  }
}

/** Loads dredd into this process, and makes it quiet: its findings come by events. */
export function loadDredd(): DreddConstructor {
  const require = createRequire(join(FOLDER, 'package.json'));
  const before = process.listeners('unhandledRejection');
  const { noDeprecation } = process;
  // Its tree is old; a hint to its authors is none to ours.
  process.noDeprecation = true;
  const dredd = require('dredd') as DreddConstructor;
  process.noDeprecation = noDeprecation ?? false;
  // One of its modules ends the process at any unhandled rejection, without a message.
  for (const listener of process.listeners('unhandledRejection')) {
    if (!before.includes(listener)) process.off('unhandledRejection', listener);
  }
  const printer = require('dredd/build/reporters/reporterOutputLogger') as {
    readonly default: { readonly transports: { readonly console: { silent: boolean } } };
  };
  printer.default.transports.console.silent = true;
  return dredd;
}
