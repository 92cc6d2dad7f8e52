import type { ValueForm } from './value-form.ts';

/** What may differ between two answers that count as identical. Presence, place and JSON type never may. */
export interface Rules {
  /** Names in lower case of fields whose values are not compared. */
  readonly volatileHeaders: ReadonlySet<string>;
  readonly volatilePlaces: PlaceTree;
  readonly resets: 'distinct' | 'as-closed';
  readonly maxJsonBytes: number;
}

export interface RulesOptions {
  /** Names of fields; `date` is always among them. */
  readonly volatileHeaders?: readonly string[];
  /** JSON pointers into bodies, `*` for any array index: `/users/*\/id`. */
  readonly volatilePlaces?: readonly string[];
  /** By place: of a volatile value that has the form on the baseline, the form is compared. */
  readonly volatileForms?: Readonly<Record<string, ValueForm>>;
  /**
   * `as-closed`: a reset counts as a close. Where a server refuses a body before it has read it, the kernel decides which of the two
   * a client sees. Default `distinct`.
   */
  readonly resets?: 'distinct' | 'as-closed';
  /** Larger bodies are compared by their bytes only, whatever they are: to look into JSON takes its time. Default: no limit. */
  readonly maxJsonBytes?: number;
}

export function createRules({
  volatileHeaders = [],
  volatilePlaces = [],
  volatileForms = {},
  resets = 'distinct',
  maxJsonBytes = Number.POSITIVE_INFINITY,
}: RulesOptions = {}): Rules {
  const root = { children: new Map<string, PlaceTree>(), isVolatile: false };
  for (const pointer of volatilePlaces) plant(root, pointer, volatileForms[pointer]);
  return {
    volatileHeaders: new Set(['date', ...volatileHeaders.map((name) => name.toLowerCase())]),
    volatilePlaces: root,
    resets,
    maxJsonBytes,
  };
}

/** Places as a tree, so that a body is walked once however many there are. */
export interface PlaceTree {
  readonly children: Map<string, PlaceTree>;
  isVolatile: boolean;
  form?: ValueForm;
}

/** For our own pair: nothing but the value of Date, which both servers must send in its one form. */
export const STRICT: Rules = createRules();

function plant(root: PlaceTree, pointer: string, form: ValueForm | undefined): void {
  if (pointer !== '' && !pointer.startsWith('/')) throw new Error(`"${pointer}" is no JSON pointer (RFC 6901)`);
  let node: PlaceTree = root;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const child = node.children.get(key) ?? { children: new Map(), isVolatile: false };
    node.children.set(key, child);
    node = child;
  }
  node.isVolatile = true;
  if (form !== undefined) node.form = form;
}
