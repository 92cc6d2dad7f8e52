const PATTERN = Buffer.from('\r\nx-lockstep-case: ', 'latin1');

/**
 * Puts a mark before the name of the test case in each request: servers under a seed derive budgets and ids from that name, so that a
 * suite can be run again on the same servers as if they were fresh. Bytes pass at once, in pieces of any size.
 */
export function createCaseMark(mark: string): (chunk: Buffer) => Buffer {
  const inserted = Buffer.from(mark, 'latin1');
  let matched = 0;
  return (chunk) => {
    if (matched === 0 && !chunk.includes('\r')) return chunk;
    const parts: Buffer[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = lower(chunk[at]);
      // The pattern's first byte stands nowhere else in it: a mismatch can only begin it anew.
      matched = byte === PATTERN[matched] ? matched + 1 : Number(byte === PATTERN[0]);
      if (matched < PATTERN.length) continue;
      parts.push(chunk.subarray(from, at + 1), inserted);
      from = at + 1;
      matched = 0;
    }
    return parts.length === 0 ? chunk : Buffer.concat([...parts, chunk.subarray(from)]);
  };
}

function lower(byte = 0): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
