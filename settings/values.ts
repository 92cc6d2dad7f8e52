/** The kinds of value that a setting may have. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Setting } from './catalogue.ts';

type WithFallback<Value> = Setting<Value> & { readonly fallback: string };
type WithoutFallback<Value> = Setting<Value> & { readonly fallback: undefined };

export function oneOf<const Value extends string>(
  about: string,
  fallback: Value,
  values: readonly Value[],
): WithFallback<Value> {
  const allowed = values.join(', ');
  const parse = (text: string) => values.find((value) => value === text) ?? refuse(allowed);
  return { about, fallback, allowed: `one of ${allowed}`, parse };
}

export function flag(about: string, fallback: 'true' | 'false'): WithFallback<boolean> {
  const parse = (text: string) => (text === 'true' ? true : text === 'false' ? false : refuse('true or false'));
  return { about, fallback, allowed: 'true or false', parse };
}

export function integer(about: string, fallback: string, minimum: number, maximum: number): WithFallback<number> {
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  const parse = (text: string) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= minimum && value <= maximum ? value : refuse(allowed);
  };
  return { about, fallback, allowed, parse };
}

export function text(about: string, fallback: undefined, allowed: string, pattern: RegExp): WithoutFallback<string>;
export function text(about: string, fallback: string, allowed: string, pattern: RegExp): WithFallback<string>;
export function text(about: string, fallback: string | undefined, allowed: string, pattern: RegExp): Setting<string> {
  return { about, fallback, allowed, parse: (value) => (pattern.test(value) ? value : refuse(allowed)) };
}

/** An absolute path; a relative one is taken from the working directory. */
export function path(about: string, fallback: string): WithFallback<string> {
  const allowed = 'a path';
  return { about, fallback, allowed, parse: (value) => (value.includes('\0') ? refuse(allowed) : resolve(value)) };
}

/** An HTTP origin to send requests to; the value is `scheme://host:port` without a path. */
export function url(about: string): WithoutFallback<string> {
  const allowed = 'an http URL without path, user or query, for example http://10.0.0.7:3001';
  return { about, fallback: undefined, allowed, parse: (value) => parseOrigin(value, ['http:']) ?? refuse(allowed) };
}

/** A web origin (RFC 6454). */
export function origin(about: string, fallback: string): WithFallback<string> {
  const allowed = 'an origin, for example https://app.example.org';
  return { about, fallback, allowed, parse: (value) => parseOrigin(value, ['http:', 'https:']) ?? refuse(allowed) };
}

function parseOrigin(value: string, protocols: readonly string[]): string | undefined {
  const parsed = URL.parse(value);
  if (parsed === null || !protocols.includes(parsed.protocol)) return undefined;
  const bare =
    parsed.pathname === '/' &&
    parsed.search === '' &&
    parsed.hash === '' &&
    parsed.username === '' &&
    parsed.password === '';
  return bare ? parsed.origin : undefined;
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** A span of time; the value is in seconds. */
export function duration(about: string, fallback: string): WithFallback<number> {
  const allowed = 'a whole number with a unit s, m, h, d or w, for example 7d';
  const parse = (value: string) => {
    const [, count, unit] = /^([1-9]\d{0,8})([smhdw])$/.exec(value) ?? [];
    return count === undefined ? refuse(allowed) : Number(count) * SECONDS[unit as keyof typeof SECONDS];
  };
  return { about, fallback, allowed, parse };
}

/** Addresses and networks; the names are those of the proxy-addr package, which both frameworks use. */
export function networks(about: string, fallback: string): WithFallback<readonly string[]> {
  const names = ['loopback', 'linklocal', 'uniquelocal'];
  const allowed = `none, or a comma-separated list of IP addresses, networks (10.0.0.0/8) and ${names.join(', ')}`;
  const parse = (value: string) => {
    if (value === 'none') return [];
    const entries = value.split(',').map((entry) => entry.trim());
    return entries.every((entry) => names.includes(entry) || isNetwork(entry)) ? entries : refuse(allowed);
  };
  return { about, fallback, allowed, parse };
}

function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

export type StickyKey =
  | { readonly from: 'claim'; readonly name: string }
  | { readonly from: 'header'; readonly name: string }
  | { readonly from: 'cookie'; readonly name: string }
  | { readonly from: 'address' };

export function stickyKey(about: string, fallback: string): WithFallback<StickyKey> {
  const allowed = 'claim:<name of a token claim>, header:<name>, cookie:<name> or address';
  const parse = (value: string): StickyKey => {
    if (value === 'address') return { from: 'address' };
    const [, from, name] = /^(claim|header|cookie):([\w-]{1,100})$/.exec(value) ?? [];
    if (from === undefined || name === undefined) return refuse(allowed);
    return { from: from as 'claim' | 'header' | 'cookie', name: from === 'header' ? name.toLowerCase() : name };
  };
  return { about, fallback, allowed, parse };
}

function refuse(allowed: string): never {
  throw new Error(`allowed: ${allowed}`);
}
