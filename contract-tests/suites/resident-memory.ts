/** Resident memory of this process in the course of a run. */
export interface ResidentMemory {
  /** To be told as the run goes on. */
  readonly note: (done: number, total: number) => void;
  /** `180 MB at the start, 210 MB in the middle, 205 MB at the end`; the end is now. */
  readonly inWords: () => string;
}

/** Begins now. A run whose memory grows with its requests shows here. */
export function watchResidentMemory(readBytes: () => number = process.memoryUsage.rss): ResidentMemory {
  const start = readBytes();
  let middle: number | undefined;
  return {
    note(done, total) {
      if (middle === undefined && done >= total / 2) middle = readBytes();
    },
    inWords() {
      const end = readBytes();
      const parts = [`${megabytes(start)} at the start`, `${megabytes(middle ?? end)} in the middle`];
      return [...parts, `${megabytes(end)} at the end`].join(', ');
    },
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
