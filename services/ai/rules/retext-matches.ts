import type { Root } from 'nlcst';
import { VFile } from 'vfile';
import type { Span } from '../reading.ts';

export interface Match extends Span {
  /** The writer's words. */
  readonly actual: string;
  readonly expected: readonly string[];
}

/** What a retext check finds in a parsed text. Its wording is ours to choose, so its messages are not taken over. */
export function matchesOf(check: (tree: Root, file: VFile) => unknown, tree: Root): Match[] {
  return messagesOf(check, tree).flatMap(({ place, actual, expected }) => {
    if (place === undefined || !('start' in place)) return [];
    const start = place.start.offset;
    const end = place.end.offset;
    if (start === undefined || end === undefined) return [];
    return [{ start, end, actual: actual ?? '', expected: expected ?? [] }];
  });
}

/** A message is an `Error`: the stacks of the 2,000 that a hostile prompt can cause take longer than the check itself. */
function messagesOf(check: (tree: Root, file: VFile) => unknown, tree: Root): VFile['messages'] {
  const file = new VFile();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    check(tree, file);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return file.messages;
}
