/** The kinds of value that a setting may have. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
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
    return /^(0|[1-9]\d*)$/.test(text) && value >= minimum && value <= maximum ? value : refuse(allowed);
  };
  return { about, fallback, allowed, parse };
}

export function text(about: string, fallback: undefined, allowed: string, pattern: RegExp): WithoutFallback<string>;
export function text(about: string, fallback: string, allowed: string, pattern: RegExp): WithFallback<string>;
export function text(about: string, fallback: string | undefined, allowed: string, pattern: RegExp): Setting<string> {
  return { about, fallback, allowed, parse: (value) => (pattern.test(value) ? value : refuse(allowed)) };
}

/** A secret: it is measured in bytes, as RFC 7518 (section 3.2) measures the key of a signature. */
export function secret(about: string, minimumBytes: number): WithoutFallback<string> {
  const allowed = `at least ${minimumBytes} bytes`;
  const parse = (value: string) => (Buffer.byteLength(value) >= minimumBytes ? value : refuse(allowed));
  return { about, fallback: undefined, allowed, parse };
}

/** RFC 6750, section 2.1: what a bearer token may be made of. Anything else arrives otherwise than it was sent, or never. */
const B64TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** A secret that stands in a header field. */
export function token(about: string, minimumBytes: number): WithoutFallback<string> {
  const allowed = `at least ${minimumBytes} letters, digits and -._~+/ without any space, = only at its end`;
  return text(about, undefined, allowed, new RegExp(`^(?=.{${minimumBytes}})${B64TOKEN.source.slice(1)}`));
}

/** A share of the users; there are 100,000 buckets of them. */
export function percentage(about: string, fallback: string): WithFallback<number> {
  const allowed = 'a number from 0 to 100 with at most three decimals, for example 0.5';
  const parse = (value: string) =>
    /^(0|[1-9]\d?|100)(\.\d{1,3})?$/.test(value) && Number(value) <= 100 ? Number(value) : refuse(allowed);
  return { about, fallback, allowed, parse };
}

/** What a person says a server runs; of the form that a proof has it in. */
export function identity(about: string): WithoutFallback<string> {
  return text(about, undefined, '1 to 500 printable characters', /^[^\p{Cc}]{1,500}$/u);
}

/** An address to listen on, without port and brackets. */
export function host(about: string, fallback: string): WithFallback<string> {
  const allowed = 'a host name or IP address, without port';
  return { about, fallback, allowed, parse: (value) => (isHost(value) ? value : refuse(allowed)) };
}

function isHost(value: string): boolean {
  if (isIP(value) !== 0) return !value.includes('%');
  // What is written in digits and dots alone is a mistyped IPv4 address, not a name.
  return /^\w[\w-]{0,62}(\.\w[\w-]{0,62})*$/.test(value) && value.length <= 253 && !/^[\d.]+$/.test(value);
}

/** An absolute path; a relative one is taken from the working directory. */
export function path(about: string, fallback: string): WithFallback<string> {
  const allowed = 'a path';
  const parse = (value: string) => (value.trim() === '' || value.includes('\0') ? refuse(allowed) : resolve(value));
  return { about, fallback, allowed, parse };
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

/** The URL parser forgives `http:host`, backslashes, tabs and an empty user; a configuration should not. */
const ORIGIN = /^https?:\/\/[^\s\\/?#@]+\/?$/i;

function parseOrigin(value: string, protocols: readonly string[]): string | undefined {
  const parsed = ORIGIN.test(value) ? URL.parse(value) : null;
  return parsed !== null && protocols.includes(parsed.protocol) && parsed.port !== '0' ? parsed.origin : undefined;
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

const LONGEST_SECONDS = 3650 * SECONDS.d;

/** A span of time; the value is in seconds. */
export function duration(about: string, fallback: string): WithFallback<number> {
  const allowed = 'a whole number with a unit s, m, h, d or w, at most 3650d, for example 7d';
  const parse = (value: string) => {
    const [, count, unit] = /^([1-9]\d{0,8})([smhdw])$/.exec(value) ?? [];
    // The expression matched, so the unit is one of the keys.
    const seconds = Number(count) * SECONDS[unit as keyof typeof SECONDS];
    return seconds <= LONGEST_SECONDS ? seconds : refuse(allowed);
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
  // proxy-addr refuses the prefix 0: who trusts every address should not need a proxy list.
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

export type StickyKey =
  | { readonly from: 'claim'; readonly name: string }
  | { readonly from: 'header'; readonly name: string }
  | { readonly from: 'cookie'; readonly name: string }
  | { readonly from: 'address' };

/** Header and cookie names are tokens (RFC 9110, section 5.6.2); a claim may be a URL (RFC 7519, section 4.2). */
const STICKY_NAMES = {
  claim: /^[!-~]{1,100}$/,
  header: /^[\w!#$%&'*+.^`|~-]{1,100}$/,
  cookie: /^[\w!#$%&'*+.^`|~-]{1,100}$/,
} as const;

export function stickyKey(about: string, fallback: string): WithFallback<StickyKey> {
  const allowed = 'claim:<name of a token claim>, header:<name>, cookie:<name> or address';
  const parse = (value: string): StickyKey => {
    if (value === 'address') return { from: 'address' };
    const [, from, name = ''] = /^(claim|header|cookie):(.*)$/.exec(value) ?? [];
    if (from !== 'claim' && from !== 'header' && from !== 'cookie') return refuse(allowed);
    if (!STICKY_NAMES[from].test(name)) return refuse(allowed);
    return { from, name: from === 'header' ? name.toLowerCase() : name };
  };
  return { about, fallback, allowed, parse };
}

const KEY_FORMS = { private: 'PKCS8', public: 'SPKI' } as const;

/** An Ed25519 key (RFC 8410), unencrypted. */
export function ed25519Key(about: string, half: 'private' | 'public'): WithoutFallback<KeyObject> {
  const form = KEY_FORMS[half];
  const allowed = `an Ed25519 ${half} key, as PEM or as the base64 of its ${form} form`;
  const label = `${half.toUpperCase()} KEY`;
  const pem = new RegExp(`^\\s*-----BEGIN ${label}-----([\\w+/=\\s]*)-----END ${label}-----\\s*$`);
  const parse = (value: string) => {
    const base64 = (pem.exec(value)?.[1] ?? value).replaceAll(/\s/g, '');
    if (!/^[\w+/]{1,1000}={0,2}$/.test(base64)) return refuse(allowed);
    const der = Buffer.from(base64, 'base64');
    // By its form, not only by its content: of a private key Node would make the public one, and the secret would go unnoticed.
    const key =
      half === 'private'
        ? createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
        : createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : refuse(allowed);
  };
  return { about, fallback: undefined, allowed, parse };
}

function refuse(allowed: string): never {
  throw new Error(`allowed: ${allowed}`);
}
