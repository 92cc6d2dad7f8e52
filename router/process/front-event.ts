import type { Exit } from './worker-process.ts';

/** What a front tells of its workers. */
export type FrontEvent =
  /** A worker listens; the URL of each listener, and what it serves in words. */
  | {
      readonly kind: 'serving';
      readonly pid: number;
      readonly urls: Readonly<Record<string, string>>;
      readonly words?: string;
    }
  /** The first worker ended before it served: there is nothing to go on with. */
  | { readonly kind: 'cannot-start'; readonly exit: Exit }
  /** Nobody serves until the next worker does; connections wait. */
  | { readonly kind: 'died'; readonly pid: number; readonly exit: Exit; readonly delayMs: number }
  /** A successor did not come up; the worker that it should have replaced goes on. */
  | { readonly kind: 'not-replaced'; readonly pid: number; readonly exit: Exit }
  | { readonly kind: 'restart-refused'; readonly reason: string }
  | { readonly kind: 'killed'; readonly pid: number; readonly reason: string };
