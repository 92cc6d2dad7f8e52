import type { Method, Operation } from './operations.ts';

/** What the contract says of a method and a path. */
export type Match =
  | { readonly kind: 'operation'; readonly operation: Operation }
  | { readonly kind: 'method-not-allowed'; readonly allow: readonly Method[] }
  | { readonly kind: 'not-found' };

const NOT_FOUND: Match = { kind: 'not-found' };

/**
 * A function that finds the operation a request belongs to.
 *
 * `path` is the raw path of the request target, without query. Literal segments are compared byte for byte; a parameter
 * takes any one non-empty segment. HEAD belongs to GET's operation (RFC 9110, 9.3.2). `allow` lists what RFC 9110, 10.2.1
 * wants in `Allow`, in alphabetical order, HEAD and OPTIONS among them.
 */
export function createMatcher(operations: readonly Operation[]): (method: string, path: string) => Match {
  const literal = new Map<string, Map<string, Operation>>();
  const templates: Template[] = [];
  for (const [path, byMethod] of groupByPath(operations)) {
    if (path.includes('{')) templates.push({ path, pattern: toPattern(path), byMethod });
    else literal.set(path, byMethod);
  }
  templates.sort(moreConcreteFirst);
  return (method, path) => {
    const byMethod = literal.get(path) ?? templates.find(({ pattern }) => pattern.test(path))?.byMethod;
    if (byMethod === undefined) return NOT_FOUND;
    const operation = byMethod.get(method) ?? (method === 'HEAD' ? byMethod.get('GET') : undefined);
    return operation === undefined
      ? { kind: 'method-not-allowed', allow: allowed(byMethod) }
      : { kind: 'operation', operation };
  };
}

interface Template {
  readonly path: string;
  readonly pattern: RegExp;
  readonly byMethod: Map<string, Operation>;
}

/** OAS 3.0.3, "Paths Object": of two that match, the more concrete path; here the one whose first differing segment is literal. */
function moreConcreteFirst(a: Template, b: Template): number {
  const left = a.path.split('/');
  const right = b.path.split('/');
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const differs = Number(left[index]?.includes('{')) - Number(right[index]?.includes('{'));
    if (differs !== 0) return differs;
  }
  return 0;
}

function groupByPath(operations: readonly Operation[]): Map<string, Map<string, Operation>> {
  const paths = new Map<string, Map<string, Operation>>();
  for (const operation of operations) {
    const byMethod = paths.get(operation.path) ?? new Map<string, Operation>();
    byMethod.set(operation.method, operation);
    paths.set(operation.path, byMethod);
  }
  return paths;
}

function toPattern(template: string): RegExp {
  const source = template
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith('{') ? '[^/]+' : escapeForRegExp(part)))
    .join('');
  return new RegExp(`^${source}$`);
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function allowed(byMethod: ReadonlyMap<string, Operation>): Method[] {
  // The keys are the contract's methods.
  const methods = new Set([...byMethod.keys(), 'OPTIONS'] as Method[]);
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
