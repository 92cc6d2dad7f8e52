import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, constants, inflateSync, unzipSync, zstdDecompressSync } from 'node:zlib';
import { type Answer, valuesOf } from '../../parity/answer.ts';
import { redactText } from '../../parity/redact.ts';

/** A body for a report: secrets masked, at most a bound of it. */
export interface ShownBody {
  /** As it was sent. */
  readonly totalBytes: number;
  readonly form: 'text' | 'bytes';
  /** A text; of bytes, one character for each (latin-1). */
  readonly text: string;
  /** The content coding that was taken off, for example `gzip`: a coded body shows nothing, and hides secrets from masking. */
  readonly decoded: string | undefined;
  /** There was more than is shown. */
  readonly cut: boolean;
}

/** Masks and decodes a body; a coding that cannot be taken off leaves bytes. @param most bytes that are kept */
export function showBody({ headers, body }: Answer, most: number): ShownBody {
  const coding = valuesOf(headers, 'content-encoding').join(',').trim().toLowerCase();
  const plain = body.length === 0 ? undefined : decode(coding, body, most);
  return {
    ...showBytes(plain ?? body, most),
    totalBytes: body.length,
    decoded: plain === undefined ? undefined : coding,
  };
}

/** Bytes of no answer, or of one whose codings do not matter. */
export function showBytes(bytes: Buffer, most: number): ShownBody {
  const cut = bytes.length > most;
  const kept = cut ? withoutHalfCharacter(bytes.subarray(0, most)) : bytes;
  const form = isUtf8(kept) ? 'text' : 'bytes';
  const text = redactText(kept.toString(form === 'text' ? 'utf8' : 'latin1'));
  return { totalBytes: bytes.length, form, text, decoded: undefined, cut };
}

/** 16 bytes a line: offset, hexadecimal, printable ASCII. */
export function hexLines(latin1: string, mostLines: number): string[] {
  const bytes = Buffer.from(latin1, 'latin1');
  const lines = Math.min(mostLines, Math.ceil(bytes.length / 16));
  return Array.from({ length: lines }, (_, line) => {
    const row = bytes.subarray(line * 16, line * 16 + 16);
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = row.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    return `${(line * 16).toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${ascii}`;
  });
}

function decode(coding: string, body: Buffer, most: number): Buffer | undefined {
  // A cut body gives what there is of it; one that would grow beyond all bounds is shown as it was sent.
  const maxOutputLength = Math.max(1024 * 1024, most + 1);
  const finishFlush = constants.Z_SYNC_FLUSH;
  try {
    if (coding === 'gzip' || coding === 'x-gzip') return unzipSync(body, { maxOutputLength, finishFlush });
    if (coding === 'deflate') return inflateSync(body, { maxOutputLength, finishFlush });
    if (coding === 'br')
      return brotliDecompressSync(body, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH });
    if (coding === 'zstd') return zstdDecompressSync(body, { maxOutputLength, finishFlush: constants.ZSTD_e_flush });
  } catch {
    return undefined;
  }
  return undefined;
}

/** A cut must not make bytes of a text: up to three bytes of a UTF-8 character may stand at its end. */
function withoutHalfCharacter(bytes: Buffer): Buffer {
  for (let dropped = 0; dropped < 4; dropped += 1) {
    const shorter = bytes.subarray(0, bytes.length - dropped);
    const last = bytes[bytes.length - dropped] ?? 0;
    if (isUtf8(shorter) && (dropped === 0 || last >= 0xc0)) return shorter;
    if (dropped > 0 && last < 0x80) break;
  }
  return bytes;
}
