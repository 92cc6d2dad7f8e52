import type { ServerName } from '../pair.ts';
import type { Apply } from './fault.ts';

/** One place in a source file of a server. */
export interface SourceEdit {
  /** From the project's root: `servers/fastify/app.ts`. */
  readonly file: string;
  /** A text that is in the file; its first occurrence is replaced. The server does not start where it is not there. */
  readonly from: string;
  readonly to: string;
}

/** What is planted in a server's process. */
export interface ProcessPlant extends Pick<Apply, 'env' | 'edits'> {
  readonly server: ServerName;
}

const ROOT = new URL('../../', import.meta.url);
const PARAMETER = 'plant';

/** Whether a fault is one of the process, and not of what is between it and its clients. */
export function isInProcess({ env, edits }: Apply): boolean {
  return env !== undefined || edits !== undefined;
}

/**
 * For NODE_OPTIONS of a server's process, or of both: the other one's stays as it is.
 * @param others options that are set already
 */
export function withPlant({ server, env = {}, edits = [] }: ProcessPlant, others = ''): string {
  const preload = new URL('./preload.ts', import.meta.url);
  const located = edits.map(({ file, ...edit }) => ({ ...edit, file: new URL(file, ROOT).href }));
  preload.searchParams.set(PARAMETER, JSON.stringify({ server, env, edits: located }));
  return `${others} --import ${preload}`.trimStart();
}

/** The plant in the URL that `withPlant` made. */
export function planted(url: string): ProcessPlant {
  // Written by `withPlant` from that type.
  return JSON.parse(new URL(url).searchParams.get(PARAMETER) ?? '') as ProcessPlant;
}
