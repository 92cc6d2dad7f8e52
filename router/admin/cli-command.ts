import { parseArgs } from 'node:util';
import { percentage } from '../../settings/values.ts';
import { EVERYTHING } from '../rollout/state.ts';

/** One request to the admin API, and how its answer is shown. */
export interface CliRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly show: 'status' | 'split' | 'journal' | 'restart';
}

/** A command line that says nothing that could be done; its message says what is wrong and what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(wrong: string, options?: ErrorOptions) {
    super(`${wrong}\n${USAGE}`, options);
  }
}

interface Command {
  /** Names of the words that follow; those in brackets may be left out, and stand last. */
  readonly takes: readonly string[];
  readonly about: string;
  /** Given as many words as it needs, and no more than it takes. */
  readonly request: (why: string, ...words: string[]) => CliRequest;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  status: {
    takes: [],
    about: 'what holds, and what the traffic shows',
    request: () => ({ method: 'GET', path: '/status', show: 'status' }),
  },
  set: {
    takes: ['PERCENTAGE', '[OPERATION]'],
    about: 'the general share, or that of one operation',
    request: (why, share = '', operation) => changeShare(shareIn(share), operation, why),
  },
  clear: {
    takes: ['OPERATION'],
    about: "takes an operation's own share away",
    request: (why, operation) => changeShare(null, operation, why),
  },
  'roll-back': {
    takes: ['[OPERATION]'],
    about: 'to 0 %, at once',
    request: (why, scope = EVERYTHING) => change('/roll-back', { scope, why }),
  },
  're-arm': {
    takes: ['[OPERATION]'],
    about: 'lets go what a breaker holds',
    request: (why, scope = EVERYTHING) => change('/re-arm', { scope, why }),
  },
  pause: { takes: [], about: 'keeps everything from being raised', request: (why) => change('/pause', { why }) },
  resume: { takes: [], about: 'lets it be raised again', request: (why) => change('/resume', { why }) },
  journal: {
    takes: ['[COUNT]'],
    about: 'the last changes, newest first',
    request: (_, count) => ({
      method: 'GET',
      path: count === undefined ? '/journal' : `/journal?limit=${encodeURIComponent(count)}`,
      show: 'journal',
    }),
  },
  restart: {
    takes: [],
    about: 'another worker, without a failed request',
    request: () => ({ method: 'POST', path: '/restart', show: 'restart' }),
  },
};

const DEFAULT_WHY = 'by hand (npm run rollout)';
const OPTIONS = {
  why: { type: 'string', default: DEFAULT_WHY },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
const NAMES = Object.keys(COMMANDS).join(', ');

export const USAGE = `usage: npm run rollout -- <command> [--why TEXT]
${Object.entries(COMMANDS)
  .map(([name, { takes, about }]) => `  ${formOf(name, takes).padEnd(27)} ${about}`)
  .join('\n')}`;

/** @throws {UsageError} */
export function readCommand(args: readonly string[]): CliRequest | 'help' {
  const { words, why, help } = split(args);
  const [name, ...rest] = words;
  if (help || name === 'help') return 'help';
  if (name === undefined) throw new UsageError(`a command is missing; there are ${NAMES}`);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(`there is no command ${JSON.stringify(name)}; there are ${NAMES}`);
  const { takes, request } = command;
  const missing = takes.slice(rest.length).find((word) => !word.startsWith('['));
  if (missing !== undefined) throw new UsageError(`${name} needs ${missing}: ${formOf(name, takes)}`);
  const [extra] = rest.slice(takes.length);
  if (extra === undefined) return request(why, ...rest);
  const behind = takes.length === 0 ? '' : ` after ${rest[takes.length - 1]}`;
  throw new UsageError(`${name} takes nothing${behind}: ${JSON.stringify(extra)}`);
}

function split(args: readonly string[]) {
  const negative = args.find((arg, at) => /^-[\d.]/.test(arg) && args[at - 1] !== '--why');
  if (negative !== undefined && args[0] === 'set') shareIn(negative);
  const wrong = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true }).tokens.flatMap((token) =>
    token.kind === 'option' && !Object.hasOwn(OPTIONS, token.name) ? [token.rawName] : [],
  );
  if (wrong.length > 0) throw new UsageError(`there is no option ${wrong[0]}; there are --why TEXT, --help`);
  try {
    const { positionals, values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    return { words: positionals, ...values };
  } catch (cause) {
    throw new UsageError('--why needs a TEXT', { cause });
  }
}

function formOf(name: string, takes: readonly string[]): string {
  return [name, ...takes].join(' ');
}

function changeShare(share: number | null, operation: string | undefined, why: string): CliRequest {
  const path = operation === undefined ? '/percentage' : `/operations/${encodeURIComponent(operation)}/percentage`;
  return { method: 'PUT', path, body: { percentage: share, why }, show: 'split' };
}

function change(path: string, body: object): CliRequest {
  return { method: 'POST', path, body, show: 'split' };
}

/** As FASTIFY_TRAFFIC_PERCENTAGE is read: what only JavaScript calls a number (0x10, 1e1) is a slip of the finger. */
function shareIn(text: string): number {
  const { allowed, parse } = percentage('', '0');
  try {
    return parse(text.replace(/%$/, ''));
  } catch (cause) {
    throw new UsageError(`${JSON.stringify(text)} is no percentage; allowed: ${allowed}`, { cause });
  }
}
