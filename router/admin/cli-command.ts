import { parseArgs } from 'node:util';

/** One request to the admin API, and how its answer is shown. */
export interface CliRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly show: 'status' | 'split' | 'journal' | 'restart';
}

/** A command line that says nothing that could be done; its message is the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `usage: npm run rollout -- <command> [--why TEXT]
  status                      what holds, and what the traffic shows
  set PERCENTAGE [OPERATION]  the general share, or that of one operation
  clear OPERATION             takes an operation's own share away
  roll-back [OPERATION]       to 0 %, at once
  re-arm [OPERATION]          lets go what a breaker holds
  pause, resume               keeps everything from being raised, or no more
  journal [COUNT]             the last changes, newest first
  restart                     another worker, without a failed request`;

const DEFAULT_WHY = 'by hand (npm run rollout)';
const EVERYTHING = '*';

/** @throws {UsageError} */
export function readCommand(args: readonly string[]): CliRequest {
  const { words, why } = split(args);
  const [command, first, second] = words;
  switch (command) {
    case 'status':
      return expect(words, 0, { method: 'GET', path: '/status', show: 'status' });
    case 'set':
      if (first === undefined) throw new UsageError(USAGE);
      return expect(words, 2, changeShare(percentage(first), second, why));
    case 'clear':
      if (first === undefined) throw new UsageError(USAGE);
      return expect(words, 1, changeShare(null, first, why));
    case 'roll-back':
      return expect(words, 1, change('/roll-back', first === undefined ? { why } : { scope: first, why }));
    case 're-arm':
      return expect(words, 1, change('/re-arm', { scope: first ?? EVERYTHING, why }));
    case 'pause':
    case 'resume':
      return expect(words, 0, change(`/${command}`, { why }));
    case 'journal': {
      const path = first === undefined ? '/journal' : `/journal?limit=${encodeURIComponent(first)}`;
      return expect(words, 1, { method: 'GET', path, show: 'journal' });
    }
    case 'restart':
      return expect(words, 0, { method: 'POST', path: '/restart', show: 'restart' });
    default:
      throw new UsageError(USAGE);
  }
}

function split(args: readonly string[]): { readonly words: readonly string[]; readonly why: string } {
  try {
    const options = { why: { type: 'string', default: DEFAULT_WHY } } as const;
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { words: positionals, why: values.why };
  } catch (cause) {
    throw new UsageError(USAGE, { cause });
  }
}

/** @param most words after the command */
function expect(words: readonly string[], most: number, request: CliRequest): CliRequest {
  if (words.length - 1 > most) throw new UsageError(USAGE);
  return request;
}

function changeShare(share: number | null, operation: string | undefined, why: string): CliRequest {
  const path = operation === undefined ? '/percentage' : `/operations/${encodeURIComponent(operation)}/percentage`;
  return { method: 'PUT', path, body: { percentage: share, why }, show: 'split' };
}

function change(path: string, body: object): CliRequest {
  return { method: 'POST', path, body, show: 'split' };
}

/** The router says which numbers are allowed; here it must only be one. */
function percentage(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`"${text}" is no percentage\n${USAGE}`);
  return value;
}
