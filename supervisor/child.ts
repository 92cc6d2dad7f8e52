import { spawn } from 'node:child_process';
import type { Exit } from './verdict.ts';

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The child's environment, given the URLs of all that have listened so far, by name. */
  readonly env: (urls: ReadonlyMap<string, string>) => NodeJS.ProcessEnv;
  /** Children that must listen before this one starts, and that outlive it when all stop. */
  readonly after?: readonly string[];
}

export interface RunningChild {
  readonly name: string;
  readonly exited: Promise<Exit>;
  /** Asks it to end. */
  readonly terminate: () => void;
  /** Ends it. */
  readonly kill: () => void;
}

/**
 * Starts a process. Its output is ours; over the IPC channel it says `{ kind: 'listening', url, words }`.
 * @param onListening called each time it says so with the URL, and what it may say of itself in words
 */
export function startChild(
  spec: ChildSpec,
  env: NodeJS.ProcessEnv,
  onListening: (url: string, words: string | undefined) => void,
): RunningChild & { readonly pid: number | undefined } {
  const child = spawn(spec.command, spec.args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal });
    });
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', reason: error.message });
    });
  });
  child.on('message', (message) => {
    const url = listeningUrl(message);
    if (url !== undefined) onListening(url, wordsIn(message));
  });
  // Windows has no SIGTERM, kill() would end the process at once: there a closed channel is the request to end.
  const terminate = () => {
    if (process.platform !== 'win32') child.kill('SIGTERM');
    else if (child.connected) child.disconnect();
  };
  return { name: spec.name, pid: child.pid, exited, terminate, kill: () => child.kill('SIGKILL') };
}

function listeningUrl(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  if (!('kind' in message && message.kind === 'listening' && 'url' in message)) return undefined;
  return typeof message.url === 'string' && URL.canParse(message.url) ? message.url : undefined;
}

/** One line, of what is printed to a terminal. */
function wordsIn(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('words' in message)) return undefined;
  return typeof message.words === 'string' ? message.words.replace(/\p{Cc}+/gu, ' ') : undefined;
}
