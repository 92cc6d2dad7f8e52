// @ts-check
// Runs a command on the Node that package.json pins: node pinned.js <command> [words]
//
// npm puts node_modules/.bin first on the path of its scripts, and the pinned Node's link lies there, but not with every npm: before
// 11, npm removes the link together with the packages of the other platforms, which carry one of the same name. So the scripts
// go through here. Plain JavaScript that Node 12 can parse, like lockstep.js.

// biome-ignore-start lint/style/useNodejsImportProtocol: the prefix came with Node 12.20.
import { spawn } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { delimiter, dirname, join, resolve } from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

// biome-ignore-end lint/style/useNodejsImportProtocol: see above

const root = dirname(fileURLToPath(import.meta.url));
const LOOK_EVERY_MS = 500;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

main(process.argv.slice(2));

/** @param {string[]} words */
function main(words) {
  const command = words[0];
  const file = words[1];
  if (command === undefined) return fail('Usage: node pinned.js <command> [words]');
  const binary = pinnedBinary();
  const runs = binary === undefined || isThisVersion();
  // The usual case, a file and the right Node: no process in between.
  if (runs && command === 'node' && file !== undefined && file[0] !== '-') {
    process.argv.splice(1, 3, resolve(file));
    whenOrphaned(() => process.kill(process.pid, 'SIGTERM'));
    return import(pathToFileURL(resolve(file)).href);
  }
  const node = binary || process.execPath;
  // Windows writes the name as it likes.
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') || 'PATH';
  const path = [dirname(node), process.env[pathName]].join(delimiter);
  const child = spawn(command === 'node' ? node : command, words.slice(1), {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { [pathName]: path }),
    // npm is a script there.
    shell: process.platform === 'win32' && command !== 'node',
  });
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code) => process.exit(code === null ? 1 : code));
  // A terminal sends Ctrl-C to both; the child decides when it is over.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  whenOrphaned(() => child.kill('SIGTERM'));
}

/**
 * npm passes a SIGTERM on to the shell that runs the script, and that shell dies of it without a word to us: to be orphaned is all
 * that we see of `kill <npm>`. Without npm, to lose one's parent is what becoming a daemon means.
 * @param {() => void} onOrphaned called once, when this process has another parent than at the start
 */
function whenOrphaned(onOrphaned) {
  if (!process.env.npm_lifecycle_event) return;
  const first = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === first) return;
    clearInterval(looking);
    onOrphaned();
  }, LOOK_EVERY_MS);
  looking.unref();
}

/** The installed one of the optional packages, of which each platform has one. */
function pinnedBinary() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return Object.keys(manifest.optionalDependencies)
    .map((packageName) => join(root, 'node_modules', packageName, 'bin', name))
    .find(existsSync);
}

function isThisVersion() {
  return Number(process.versions.node.split('.')[0]) >= Number(/\d+/.exec(manifest.engines.node));
}

/** @param {string} message */
function fail(message) {
  process.exitCode = 1;
  process.stderr.write(`${message}\n`);
}
