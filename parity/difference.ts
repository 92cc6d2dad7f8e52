import type { Ending, Failure, FieldLine, Framing } from './answer.ts';

/** The two sides of a difference. Secrets in them are already masked: a difference may be printed as it is. */
interface Sides<T> {
  readonly baseline: T;
  readonly candidate: T;
}

interface InAnswer {
  /** Which answer of the connection, from 0. */
  readonly answer: number;
}

interface InJson extends InAnswer {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** The pointer with `*` for each array index. */
  readonly place: string;
}

export type FailedSide = Failure | undefined;

/** One way in which a candidate does not do what the baseline does. */
export type Difference =
  | ({ readonly kind: 'status' } & InAnswer & Sides<number>)
  /** The status is the same; the version or the reason is not. */
  | ({ readonly kind: 'status-line' } & InAnswer & Sides<string>)
  | ({ readonly kind: 'header-missing'; readonly name: string; readonly baseline: readonly string[] } & InAnswer)
  | ({ readonly kind: 'header-extra'; readonly name: string; readonly candidate: readonly string[] } & InAnswer)
  /** All values of that name, in order. */
  | ({ readonly kind: 'header-changed'; readonly name: string } & InAnswer & Sides<readonly string[]>)
  /** Names that both have, in lower case, in the order of each. */
  | ({ readonly kind: 'header-order' } & InAnswer & Sides<readonly string[]>)
  | ({ readonly kind: 'header-case'; readonly name: string } & InAnswer & Sides<string>)
  /** Same fields, other blanks around a value. */
  | ({ readonly kind: 'header-spacing' } & InAnswer & Sides<string>)
  | ({ readonly kind: 'framing' } & InAnswer & Sides<Framing>)
  /** Whether the body came to its end. */
  | ({ readonly kind: 'completeness' } & InAnswer & Sides<boolean>)
  | ({ readonly kind: 'body-bytes'; readonly offset: number } & InAnswer & Sides<Excerpt>)
  | ({ readonly kind: 'json-missing'; readonly baseline: string } & InJson)
  | ({ readonly kind: 'json-extra'; readonly candidate: string } & InJson)
  /** The JSON texts of two values of one type. */
  | ({ readonly kind: 'json-changed' } & InJson & Sides<string>)
  /** Of a volatile value: what the candidate's is, and the baseline's values never are. */
  | ({ readonly kind: 'json-form'; readonly what: string } & InJson & Sides<string>)
  | ({ readonly kind: 'json-type' } & InJson & Sides<string>)
  /** Keys that both have, in the order of each. */
  | ({ readonly kind: 'json-key-order' } & InJson & Sides<readonly string[]>)
  | ({ readonly kind: 'interim' } & InAnswer & Sides<readonly string[]>)
  | ({ readonly kind: 'trailers' } & InAnswer & Sides<readonly FieldLine[]>)
  | ({ readonly kind: 'answer-count' } & Sides<number>)
  | ({ readonly kind: 'leftover' } & Sides<Excerpt>)
  | ({ readonly kind: 'connection' } & Sides<Ending>)
  | ({ readonly kind: 'failure' } & Sides<FailedSide>)
  /** A row that changed on one side only. */
  | ({ readonly kind: 'state-row'; readonly table: string; readonly key: string } & Sides<string | undefined>)
  | ({
      readonly kind: 'state-value';
      readonly table: string;
      readonly key: string;
      readonly column: string;
    } & Sides<string>);

export type DifferenceKind = Difference['kind'];

/** A window into bytes around the place where they begin to differ. */
export interface Excerpt {
  readonly totalBytes: number;
  /** Printable; other bytes as `\xNN`. */
  readonly text: string;
}

/**
 * The name that files of known differences use: the kind and, where it has one, the place. It depends on no value, so that it
 * stays the same from run to run: `header-changed:content-type`, `json-missing:/users/*\/bio`, `state-value:users.bio`.
 */
export function nameOf(difference: Difference): string {
  switch (difference.kind) {
    case 'header-missing':
    case 'header-extra':
    case 'header-changed':
    case 'header-case':
      return `${difference.kind}:${difference.name}`;
    case 'json-missing':
    case 'json-extra':
    case 'json-changed':
    case 'json-form':
    case 'json-type':
    case 'json-key-order':
      return `${difference.kind}:${difference.place}`;
    case 'state-row':
      return `state-row:${difference.table}`;
    case 'state-value':
      return `state-value:${difference.table}.${difference.column}`;
    default:
      return difference.kind;
  }
}
