import { execFile } from 'node:child_process';
import type { Clock } from './clock.ts';
import { type Change, watchSources } from './watch.ts';

/**
 * Restarts on each change of a source. After a change of the contract its derived files are written first; when that
 * fails, it is said why and what runs goes on running.
 * @returns what ends it
 */
export function restartOnChange(
  root: string,
  clock: Clock,
  restart: () => void,
  say: (line: string) => void,
): () => void {
  let earlier = Promise.resolve();
  const onChange = (change: Change) => {
    earlier = earlier.then(async () => {
      say(`${listed([...change])} changed`);
      const fault = change.has('openapi.yaml') ? await generate(root) : undefined;
      if (fault === undefined) restart();
      else say(`the contract cannot be used, so nothing was restarted:\n${fault}`);
    });
  };
  return watchSources(root, clock, onChange, (error) => say(`changes are not seen: ${error.message}`));
}

/** @returns why it failed, `undefined` when it did not */
function generate(root: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['contract/generate.ts'], { cwd: root }, (error, stdout, stderr) => {
      resolve(error === null ? undefined : stderr.trim() || stdout.trim() || error.message);
    });
  });
}

function listed(files: readonly string[]): string {
  const [first = '', ...others] = files;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
