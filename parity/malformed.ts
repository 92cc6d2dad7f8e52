export type MalformedCode =
  | 'status-line'
  | 'line-ending'
  | 'character'
  | 'field-line'
  | 'content-length'
  | 'transfer-encoding'
  | 'chunk-size'
  | 'chunk-end'
  | 'head-too-large'
  | 'body-too-large'
  | 'interim-answers'
  | 'unasked-answer';

/** Bytes that are no answer: what is wrong, and at which byte of the connection. */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
  readonly code: MalformedCode;
  /** Counted from the connection's first byte. */
  readonly offset: number;

  constructor(code: MalformedCode, detail: string, offset: number) {
    super(`${detail}, at byte ${offset}`);
    this.code = code;
    this.offset = offset;
  }
}
