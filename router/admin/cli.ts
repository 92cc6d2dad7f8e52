/**
 * `npm run rollout -- status|set|roll-back|...`: the admin API from a terminal. Exits 2 for a command line that is wrong, also where only
 * the router knows it (an operation that it has not), and 1 where nothing was done for any other reason.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../../settings/configuration-error.ts';
import type { components } from './admin.gen.ts';
import { type CliRequest, readCommand, USAGE, UsageError } from './cli-command.ts';
import { type CliConfig, readCliConfig } from './cli-config.ts';
import { journalLines, problemLines, splitLines, statusLines } from './cli-words.ts';
import { ADMIN_TOKEN_FILE } from './token.ts';

type Schemas = components['schemas'];

const STATUS: CliRequest = { method: 'GET', path: '/status', show: 'status' };
/** A raise waits for the disk and for both servers to say what they are. */
const TIMEOUT_MS = 30_000;

/** What a person has to mend before anything can be asked. */
class CliError extends Error {
  override readonly name = 'CliError';
}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) return say(2, [error.message]);
  if (error instanceof CliError || error instanceof ConfigurationError) return say(1, [error.message]);
  throw error;
});

async function run(args: readonly string[]): Promise<number> {
  const request = readCommand(args);
  if (request === 'help') return say(0, [USAGE]);
  const config = readCliConfig(process.env);
  const before = request.show === 'split' ? await epochAt(config) : undefined;
  const response = await ask(request, config);
  const document: unknown = await response.json().catch((cause) => {
    throw new CliError(`what answers at ${config.url} is no router (ROUTER_ADMIN_PORT)`, { cause });
  });
  // The answers are the contract's; what is no success is a problem document.
  if (!response.ok) {
    const lines = problemLines(document as Schemas['Problem']);
    if (response.status === 401) lines.push(originOf(config));
    return say(response.status === 400 || response.status === 404 ? 2 : 1, lines);
  }
  const isNew = before === undefined || (document as Schemas['Split']).epoch !== before;
  return say(0, [...(isNew ? [] : ['nothing changed: it is so already']), ...shown(request.show, document)]);
}

/** Undefined where the router does not say; the change itself is then refused too, with the reason. */
async function epochAt(config: CliConfig): Promise<number | undefined> {
  const response = await ask(STATUS, config);
  if (!response.ok) return undefined;
  // What is no router's answer is found out by the change.
  const status = (await response.json().catch(() => ({}))) as Partial<Schemas['Status']>;
  return status.epoch;
}

async function ask({ method, path, body }: CliRequest, config: CliConfig): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${tokenOf(config)}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(new URL(path, config.url), { method, headers, signal, ...sent });
  } catch (cause) {
    throw new CliError(`no router answers at ${config.url} (ROUTER_ADMIN_PORT)`, { cause });
  }
}

function originOf({ token, dataDir }: CliConfig): string {
  const origin = token === undefined ? `${fileIn(dataDir)} (ROUTER_ADMIN_TOKEN is not set)` : 'ROUTER_ADMIN_TOKEN';
  return `the token came from ${origin}; it has to be the router's own: its ROUTER_ADMIN_TOKEN, else ${ADMIN_TOKEN_FILE} in its DATA_DIR`;
}

function fileIn(dataDir: string): string {
  return join(dataDir, ADMIN_TOKEN_FILE);
}

function tokenOf({ token, dataDir }: CliConfig): string {
  if (token !== undefined) return token;
  const file = fileIn(dataDir);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const allowed = 'the router makes it when it first starts (DATA_DIR); else set ROUTER_ADMIN_TOKEN';
    throw new CliError(`cannot read the token ${file}: ${allowed}`, { cause });
  }
}

function shown(show: CliRequest['show'], document: unknown): string[] {
  switch (show) {
    case 'status':
      return statusLines(document as Schemas['Status']);
    case 'split':
      return splitLines(document as Schemas['Split']);
    case 'journal':
      return journalLines(document as Schemas['Journal']);
    case 'restart':
      return ['a new worker takes over'];
  }
}

function say(exitCode: number, lines: readonly string[]): number {
  const write = exitCode === 0 ? console.log : console.error;
  for (const line of lines) write(line);
  return exitCode;
}
