// @ts-check
// The one entry of every process. It is plain JavaScript that Node 12 can parse, so that a Node which is too old for
// the rest is told so in one line, not by a syntax error in somebody's TypeScript.

// biome-ignore lint/style/useNodejsImportProtocol: the prefix came with Node 12.20.
import { existsSync, readFileSync } from 'fs';
// biome-ignore lint/style/useNodejsImportProtocol: as above
import * as nodeModule from 'module';
// biome-ignore lint/style/useNodejsImportProtocol: as above
import { fileURLToPath } from 'url';

/** @type {Map<string, () => Promise<void>>} */
const COMMANDS = new Map([
  ['start', () => import('./supervisor/main.ts').then((entry) => entry.run({ mode: 'start' }))],
  ['dev', () => import('./supervisor/main.ts').then((entry) => entry.run({ mode: 'dev' }))],
  ['express', () => import('./servers/express/main.ts').then((entry) => entry.run())],
  ['fastify', () => import('./servers/fastify/main.ts').then((entry) => entry.run())],
  ['router', () => import('./router/main.ts').then((entry) => entry.run())],
]);

const USAGE = `Usage: node lockstep.js <command>

  start    both servers and the router, restarted when one dies
  dev      the same, restarted when a source file or openapi.yaml changes
  express  the Express server alone
  fastify  the Fastify server alone
  router   the router alone

Settings are environment variables, or lines of a file .env in the working directory; .env.example lists them.`;

main(process.argv.slice(2));

/** @param {string[]} words */
function main(words) {
  const needed = neededVersion();
  if (Number(process.versions.node.split('.')[0]) < needed) {
    return fail(
      `Lockstep needs Node ${needed} or newer; this is ${process.version}. \`npm ci\` brings it: run \`npm start\` instead.`,
    );
  }
  if (words.indexOf('--help') >= 0 || words.indexOf('-h') >= 0) return console.log(USAGE);
  const run = words.length === 1 ? COMMANDS.get(words[0] || '') : undefined;
  if (run === undefined) return fail(`Usage: node lockstep.js ${Array.from(COMMANDS.keys()).join('|')}`);
  // What is set already wins over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  keepCompiledCode();
  warnOfUnrecognised().then(run).catch(onError);
}

/** Once: what `start` runs has the same variables. */
async function warnOfUnrecognised() {
  const { env, send } = process;
  if (send !== undefined) return;
  const { describeUnrecognised, unrecognisedIn } = await import('./settings/unrecognised.ts');
  for (const one of unrecognisedIn(env)) process.stderr.write(`lockstep: ${describeUnrecognised(one)}\n`);
}

/**
 * Keeps what Node makes of our sources for the next start, beside the code, so that only who may change the code may change it. It
 * starts a process in two thirds of the time, and saves each the memory of a TypeScript compiler (router: 90 MB to 57 MB in the
 * front, 168 MB to 150 MB in the worker). Nothing is kept where that directory cannot be written; NODE_COMPILE_CACHE names another.
 */
function keepCompiledCode() {
  const { env } = process;
  env.NODE_COMPILE_CACHE =
    env.NODE_COMPILE_CACHE || fileURLToPath(new URL('node_modules/.cache/lockstep', import.meta.url));
  nodeModule.enableCompileCache(env.NODE_COMPILE_CACHE);
}

function neededVersion() {
  const manifest = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));
  return Number(/\d+/.exec(manifest.engines.node));
}

/**
 * A wrong configuration is the user's to mend: its message says how. Anything else is a fault of ours, and Node's own
 * report of it, with the line where a file does not parse, is the best there is; it ends the process with code 1.
 * @param {unknown} error
 */
function onError(error) {
  if (!(error instanceof Error) || error.name !== 'ConfigurationError') throw error;
  fail(error.message);
}

/** @param {string} message */
function fail(message) {
  process.exitCode = 1;
  process.stderr.write(`${message}\n`, () => process.exit(1));
}
