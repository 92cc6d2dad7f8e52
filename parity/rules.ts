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
  resets = 'distinct',
  maxJsonBytes = Number.POSITIVE_INFINITY,
}: RulesOptions = {}): Rules {
  const root = { children: new Map<string, PlaceTree>(), isVolatile: false };
  for (const pointer of volatilePlaces) plant(root, pointer);
  return {
    volatileHeaders: new Set(['date', ...volatileHeaders.map((name) => name.toLowerCase())]),
    volatilePlaces: root,
    resets,
    maxJsonBytes,
  };
}

/** The same rules, and what else is volatile. */
export function addRules(
  rules: RulesOptions,
  more: Pick<RulesOptions, 'volatileHeaders' | 'volatilePlaces'>,
): RulesOptions {
  return {
    ...rules,
    volatileHeaders: [...(rules.volatileHeaders ?? []), ...(more.volatileHeaders ?? [])],
    volatilePlaces: [...(rules.volatilePlaces ?? []), ...(more.volatilePlaces ?? [])],
  };
}

/** Places as a tree, so that a body is walked once however many there are. */
export interface PlaceTree {
  readonly children: Map<string, PlaceTree>;
  isVolatile: boolean;
}

/** For our own pair: nothing but the value of Date, which both servers must send in its one form. */
export const STRICT: Rules = createRules();

function plant(root: PlaceTree, pointer: string): void {
  if (pointer !== '' && !pointer.startsWith('/')) throw new Error(`"${pointer}" is no JSON pointer (RFC 6901)`);
  let node = root;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const child = node.children.get(key) ?? { children: new Map(), isVolatile: false };
    node.children.set(key, child);
    node = child;
  }
  node.isVolatile = true;
}
