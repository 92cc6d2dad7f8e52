import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.ts';

const FOLDERS = ['contract', 'settings', 'handlers', 'services', 'servers', 'parity', 'router'];
const QUIET_MS = 150;

/** Files that changed, relative to the root, in the order in which they did. */
export type Change = ReadonlySet<string>;

/** Whether a change of this file changes what runs: not what is generated from another file, nor a test or a document. */
export function isSource(file: string): boolean {
  return /\.(ts|js|json|yaml|html|css|sql)$/.test(file) && !/\.(gen|test)\.\w+$/.test(file);
}

/**
 * Watches the source folders and the contract.
 * @param onChange called once the files have been quiet for 150 ms
 * @param onError called when a folder cannot be watched (any longer), for instance because the system's watches ran out
 * @returns what ends it
 */
export function watchSources(
  root: string,
  clock: Clock,
  onChange: (change: Change) => void,
  onError: (error: Error) => void,
): () => void {
  let changed = new Set<string>();
  let callOff = () => {};
  const note = (file: string) => {
    changed.add(file);
    callOff();
    callOff = clock.after(QUIET_MS, () => {
      const change = changed;
      changed = new Set();
      onChange(change);
    });
  };

  const watchers: FSWatcher[] = [];
  const add = (path: string, recursive: boolean, onFile: (name: string) => void) => {
    try {
      const watcher = watch(path, { recursive }, (_event, name) => name !== null && onFile(name));
      watchers.push(watcher.on('error', onError));
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  };
  for (const folder of FOLDERS.filter((name) => existsSync(join(root, name)))) {
    add(join(root, folder), true, (name) => isSource(name) && note(join(folder, name)));
  }
  // Editors replace a file rather than write into it; a watch on the file itself would stay with the old one.
  add(root, false, (name) => name === 'openapi.yaml' && note(name));

  return () => {
    callOff();
    for (const watcher of watchers) watcher.close();
  };
}
