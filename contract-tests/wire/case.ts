import type { RulesOptions } from '../../parity/rules.ts';
import type { Send, Step } from './step.ts';

/** What must come back, from both servers: agreement alone is not enough, both could be wrong. */
export interface Expectation {
  readonly status?: number;
  /** Of a problem document. */
  readonly code?: string;
  /** By name in any case: the exact value, a pattern, or `absent`. */
  readonly headers?: Readonly<Record<string, string | RegExp | { readonly absent: true }>>;
  /** The body as text, or a pattern in it. */
  readonly body?: string | RegExp;
}

export interface ConnectionExpectation {
  /** Number of final answers. */
  readonly answers?: number;
  /** Statuses of the interim answers before the first final one. */
  readonly interim?: readonly number[];
  readonly connection?: 'open' | 'ended';
}

/** One line of the table of wire cases. */
export interface WireCase<World = undefined> {
  /** Unique; part of reports and of files of known differences. */
  readonly name: string;
  /** The clause of an RFC, or `row N` of the list of known differences between the frameworks. */
  readonly why: string;
  /** Operation it belongs to, where there is one. */
  readonly operation?: string;
  /** A request alone stands for: send it, wait for one answer. The builder is given what the servers know: tokens, users. */
  readonly steps: Send | readonly Step[] | ((world: World) => Send | readonly Step[]);
  /** Of the last answer, or a list with one for each. */
  readonly expect?: (Expectation & ConnectionExpectation) | readonly Expectation[];
  /** It writes: runs by itself, and the changed rows are compared afterwards. */
  readonly stateful?: boolean;
  /** Its budgets have ceilings; without this they are counted, and never refuse. */
  readonly limits?: boolean;
  /** What a difference here would mean for clients; default `breaking`. */
  readonly severity?: 'breaking' | 'visible' | 'cosmetic';
  readonly rules?: RulesOptions;
}
