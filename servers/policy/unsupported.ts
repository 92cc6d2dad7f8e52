import type { Contract } from '../../contract/document.ts';
import type { OpenApiDocument, Operation } from '../../contract/operations.ts';
import type { Parameter } from '../../contract/parameters.ts';
import { lookUp } from '../../contract/references.ts';
import { DOCS_PATHS } from './docs.ts';
import { shapeOf } from './parameter-shape.ts';
import { INPUT } from './validated-contract.ts';
import type { SchemaObject } from './validated-schema.ts';

/**
 * What a contract asks for that the servers do not do, or would not do alike: one line each, naming the operation and the feature.
 * Empty where the contract can be served.
 */
export function unsupported(contract: Contract): string[] {
  const { document, operations } = contract;
  return [
    ...references(document),
    ...servers(document, operations),
    ...templates(operations),
    ...operations.flatMap((operation) => [
      ...method(operation),
      ...paths(operation),
      ...bodies(operation),
      ...security(document, operation),
      ...operation.parameters.flatMap((one) => parameter(document, operation, one)),
      ...explodedRecords(document, operation),
    ]),
  ];
}

/** References that leave the document, or point beside its components. */
function references(document: OpenApiDocument): string[] {
  const found = new Set<string>();
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string') found.add(member);
      // An example may look like anything.
      else if (key !== 'example' && key !== 'examples') visit(member);
    }
  };
  visit(document.paths);
  visit(document.components);
  return [...found].flatMap((reference) => {
    if (!reference.startsWith('#/components/')) {
      return [`the reference ${reference} does not point into the document's components`];
    }
    try {
      lookUp(document, reference);
      return [];
    } catch {
      return [`the reference ${reference} points to nothing`];
    }
  });
}

/** A base path would hold on one server only. */
function servers(document: OpenApiDocument, operations: readonly Operation[]): string[] {
  const places: [string, unknown][] = [['the document', document.servers]];
  for (const { id, path, method: name } of operations) {
    const item = document.paths[path];
    const own = item?.[name.toLowerCase()] as { readonly servers?: unknown } | undefined;
    places.push([id, item?.servers], [id, own?.servers]);
  }
  return places.flatMap(([where, value]) => {
    const urls = Array.isArray(value) ? value.map(({ url }: { readonly url?: unknown }) => String(url)) : [];
    return urls.flatMap((url) => {
      const base = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
      return base === '' || base === '/'
        ? []
        : [`${where}: the server ${url} has a base path; write it into the paths`];
    });
  });
}

/** Paths that differ in the names of their parameters only, and such as the documentation has. */
function templates(operations: readonly Operation[]): string[] {
  const byShape = new Map<string, string>();
  return [...new Set(operations.map(({ path }) => path))].flatMap((path) => {
    const shape = path.replace(/\{[^}]*\}/g, '{}');
    const other = byShape.get(shape);
    byShape.set(shape, path);
    return [
      ...(other === undefined ? [] : [`the paths ${other} and ${path} are the same`]),
      ...(DOCS_PATHS.includes(path) ? [`the path ${path} is the documentation's`] : []),
    ];
  });
}

function method({ id, method: name }: Operation): string[] {
  if (name === 'HEAD') return [`${id}: an operation of the method HEAD; the GET operation of a path answers it`];
  if (name === 'OPTIONS' || name === 'TRACE') return [`${id}: an operation of the method ${name}`];
  return [];
}

function paths({ id, path, parameters }: Operation): string[] {
  const documented = new Set(parameters.flatMap((one) => (one.in === 'path' ? [one.name] : [])));
  const found: string[] = [];
  for (const segment of path.split('/')) {
    const name = /^\{([^{}]+)\}$/.exec(segment)?.[1];
    if (name !== undefined) {
      if (!documented.delete(name))
        found.push(`${id}: the path parameter ${name} is not documented, or twice in the path`);
    } else if (segment.includes('{') || segment.includes('}')) {
      found.push(`${id}: the path segment "${segment}" is only partly a parameter`);
    } else if (!/^[A-Za-z0-9._@!$&',;=-]*$/.test(segment)) {
      // Others are syntax to one of the routers, or encoded by clients.
      found.push(`${id}: the path segment "${segment}" has other characters than letters, digits and ._@!$&',;=-`);
    }
  }
  for (const name of documented) found.push(`${id}: the path parameter ${name} is not in the path`);
  return found;
}

function bodies({ id, method: name, mediaTypes }: Operation): string[] {
  if (mediaTypes.length > 0 && name === 'GET') return [`${id}: a request body of GET`];
  return mediaTypes.flatMap((mediaType) => {
    if (mediaType.startsWith('multipart/')) return [`${id}: a multipart body (${mediaType})`];
    if (mediaType === 'application/x-www-form-urlencoded') return [`${id}: a form body (${mediaType})`];
    if (mediaType.includes('*')) return [`${id}: a range of media types as the body's (${mediaType})`];
    return [];
  });
}

function security(document: OpenApiDocument, { id, path, method: name }: Operation): string[] {
  const object = document.paths[path]?.[name.toLowerCase()] as { readonly security?: unknown } | undefined;
  // The contract's linter has seen its form.
  const requirements = (object?.security ?? document.security ?? []) as readonly Record<string, unknown>[];
  const known = document.components?.securitySchemes ?? {};
  return requirements.flatMap((requirement) => {
    const names = Object.keys(requirement);
    if (names.length > 1) return [`${id}: security schemes that must hold together (${names.join(', ')})`];
    return names.flatMap((scheme) => {
      const { type, scheme: kind } = (known[scheme] ?? {}) as { readonly type?: string; readonly scheme?: string };
      if (type === undefined) return [`${id}: the security scheme ${scheme} is not among the components`];
      if (type === 'http' && kind?.toLowerCase() === 'bearer') return [];
      const words = kind === undefined ? type : `${type} ${kind}`;
      return [`${id}: the security scheme ${scheme} is ${words}; http bearer is supported`];
    });
  });
}

const STYLES: Readonly<Record<Parameter['in'], readonly string[]>> = {
  path: ['simple'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

function parameter(document: OpenApiDocument, { id }: Operation, one: Parameter): string[] {
  const { name, in: place, style, explode, mediaType, schema } = one;
  const where = `${id}: the ${place} parameter ${name}`;
  if (name === '__proto__' || name === INPUT) return [`${where} has a name that is taken`];
  if (mediaType !== undefined) return [];
  if (!STYLES[place].includes(style)) return [`${where} has the style ${style}`];
  // The contract's linter has seen that it is a schema.
  const { kinds } = shapeOf(document, schema as SchemaObject);
  if (kinds.size > 1) return [`${where} may be of several kinds (${[...kinds].join(', ')})`];
  const [kind = 'scalar'] = kinds;
  if (style === 'deepObject' && kind !== 'record') return [`${where} is a ${kind} with the style deepObject`];
  if (style.endsWith('Delimited') && kind !== 'list') return [`${where} is a ${kind} with the style ${style}`];
  if (place === 'cookie' && kind !== 'scalar' && explode) return [`${where} is a ${kind} that explodes`];
  return nested(document, where, schema as SchemaObject);
}

/** OAS 3.0.3, "Style Values", says nothing of lists in lists and of records in them. */
function nested(document: OpenApiDocument, where: string, schema: SchemaObject): string[] {
  const { kinds, entries, members } = shapeOf(document, schema);
  const isScalar = (part: SchemaObject) => [...shapeOf(document, part).kinds].every((kind) => kind === 'scalar');
  if (kinds.has('list') && entries !== undefined && !isScalar(entries))
    return [`${where} has entries that are no scalars`];
  const deep = [...members].filter(([, member]) => {
    const shape = shapeOf(document, member);
    return shape.kinds.has('record') || (shape.entries !== undefined && !isScalar(shape.entries));
  });
  return deep.map(([name]) => `${where} has a member ${name} that is a record or a list of such`);
}

/** Records whose members are keys of the query, where another parameter has such a key. */
function explodedRecords(document: OpenApiDocument, { id, parameters }: Operation): string[] {
  const owners = new Map<string, string>();
  let open: string | undefined;
  return parameters.flatMap((one) => {
    if (one.in !== 'query') return [];
    // The contract's linter has seen that it is a schema.
    const shape = shapeOf(document, one.schema as SchemaObject);
    const explodes = one.mediaType === undefined && shape.kinds.has('record') && one.style === 'form' && one.explode;
    const keys = explodes ? [...shape.members.keys()] : [one.name];
    const taken = keys.filter((key) => owners.has(key));
    for (const key of keys) owners.set(key, one.name);
    const found = taken.map((key) => `${id}: the query key ${key} belongs to two parameters`);
    if (explodes && shape.open) {
      if (open !== undefined) found.push(`${id}: the query parameters ${open} and ${one.name} both take any key`);
      open = one.name;
    }
    return found;
  });
}
