/** What a process printed, line by line; the last ones are kept for whoever looks for a cause. */
export interface Output {
  readonly last: readonly string[];
  readonly push: (chunk: Buffer) => void;
}

const KEPT_LINES = 2_000;

/** @param onEntry gets each line that is a JSON object */
export function createOutput(onEntry: (entry: Readonly<Record<string, unknown>>) => void): Output {
  const last: string[] = [];
  let rest = '';
  return {
    last,
    push(chunk) {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        last.push(line);
        const entry = parse(line);
        if (entry !== undefined) onEntry(entry);
      }
      if (last.length > 2 * KEPT_LINES) last.splice(0, last.length - KEPT_LINES);
    },
  };
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
