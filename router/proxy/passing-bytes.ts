/** Of used buffers so much may wait to be freed. */
const COLLECT_AFTER_BYTES = 16 * 1024 * 1024;

/**
 * To be told of the bytes of bodies that pass through in buffers of their own, and has young garbage collected now and then. To V8 a
 * buffer of 64 KiB is a hundred bytes of young objects: left alone it lets 64 MiB of used ones gather, which is its limit for memory outside
 * of its heap, before it looks.
 *
 * @param collect V8's `gc`, which is there in a process that was started with `--expose-gc`; without it nothing is done
 */
export function createPassingBytes(collect: ((options: { type: 'minor' }) => unknown) | undefined) {
  let passed = 0;
  return (bytes: number): void => {
    passed += bytes;
    if (passed < COLLECT_AFTER_BYTES) return;
    passed = 0;
    collect?.({ type: 'minor' });
  };
}

/** One count for the whole process, as there is one heap. */
export const notePassing: (bytes: number) => void = createPassingBytes(globalThis.gc);
