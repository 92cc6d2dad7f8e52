import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of an installed program, or undefined. System directories are looked through even where PATH lacks them. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  const directories = [...path.split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'].filter((one) => one !== '');
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

/** The first version number that a program prints about itself, or `unknown`. */
export function versionOf(program: string): string {
  try {
    // Nginx prints it to stderr.
    const printed = execFileSync('/bin/sh', ['-c', '"$0" -v 2>&1', program], { encoding: 'utf8', timeout: 5_000 });
    return /\d+\.\d+(\.\d+)?/.exec(printed)?.[0] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
