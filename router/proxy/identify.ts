import type { IncomingHttpHeaders } from 'node:http';
import type { StickyKey } from '../../settings/values.ts';
import { remembered } from './remembered.ts';

/** Who a request counts for when buckets are drawn. */
export interface Identity {
  readonly kind: 'user' | 'address';
  readonly key: string;
}

/** Whom a request counts for. */
export type Identify = (headers: IncomingHttpHeaders, clientAddress: string) => Identity;

/**
 * Finds the user whom a request names, else its client's address.
 *
 * Nothing is verified here. A claim anyone can write may choose a bucket and nothing else: the servers authenticate.
 */
export function createIdentify(sticky: StickyKey): Identify {
  const userOf = userFinder(sticky);
  return (headers, clientAddress) => {
    const key = userOf(headers);
    return key ? { kind: 'user', key } : { kind: 'address', key: clientAddress };
  };
}

function userFinder(sticky: StickyKey): (headers: IncomingHttpHeaders) => string | undefined {
  switch (sticky.from) {
    case 'address':
      return () => undefined;
    case 'header':
      return (headers) => headers[sticky.name]?.toString().trim();
    case 'cookie':
      return (headers) => cookie(headers.cookie, sticky.name);
    case 'claim': {
      const read = remembered((authorization) => ({ user: claim(authorization, sticky.name) }));
      return ({ authorization }) => (authorization === undefined ? undefined : read(authorization).user);
    }
  }
}

/** The first cookie of that name (RFC 6265, 5.4). */
function cookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, ...value] = pair.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

/** A claim of a bearer token in JWS compact serialization (RFC 7515, 7.1), its signature unread. */
function claim(authorization: string, name: string): string | undefined {
  const [, payload] = /^bearer +[^.]*\.([\w-]+)\./i.exec(authorization) ?? [];
  if (payload === undefined) return undefined;
  const claims = parseJson(Buffer.from(payload, 'base64url').toString());
  if (typeof claims !== 'object' || claims === null || !Object.hasOwn(claims, name)) return undefined;
  const value = (claims as Record<string, unknown>)[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
