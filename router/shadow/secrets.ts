import type { OpenApiDocument } from '../../contract/operations.ts';
import { isSecretName, redactForeignQuery } from '../../parity/redact.ts';
import { createSecretIndex } from '../../parity/secret-index.ts';
import type { MirroredRequest } from './ask.ts';
import { linesOf } from './ask.ts';

/** Takes what a request had as secrets out of any text, also where a server has sent it back. Lengths stay true. */
export interface Secrets {
  /** The sender's token, where the request has one. */
  readonly token: string | undefined;
  /** Names of fields whose values are secrets, in lower case. */
  readonly fields: ReadonlySet<string>;
  mask(text: string): string;
}

const CREDENTIAL_FIELD = /^(?:authorization|proxy-authorization|cookie)$|auth|key|sess|csrf|xsrf|signature/i;

/** @param fields names, in lower case, of header fields that hold secrets by the contract */
export function secretsOf(request: MirroredRequest, fields: ReadonlySet<string>): Secrets {
  const body = request.body.toString('utf8');
  const query = request.target.split('?').slice(1).join('?');
  const ofFields = linesOf(request.headers).flatMap(([name, value]) => {
    const isSecret = fields.has(name.toLowerCase()) || CREDENTIAL_FIELD.test(name) || isSecretName(name);
    return isSecret ? partsOf(name.toLowerCase(), value) : [];
  });
  const members = membersOf(body);
  const ofForms = [...formValues(query), ...(members === undefined ? formValues(body) : [])];
  const values = [...ofFields, ...ofForms, ...(members ?? []).map(([, value]) => value)];
  const index = createSecretIndex(values.flatMap(spellingsOf));
  return {
    token: bearerOf(request.headers) ?? members?.find(([name]) => name === 'token')?.[1],
    fields,
    mask: (text) => index?.mask(text) ?? text,
  };
}

/** Header fields in which the contract wants a key, in lower case (OAS 3.0.3, "Security Scheme Object"). */
export function secretFieldsOf({ components }: OpenApiDocument): ReadonlySet<string> {
  const names = Object.values(components?.securitySchemes ?? {}).flatMap((scheme) =>
    'in' in scheme && scheme.in === 'header' && 'name' in scheme && typeof scheme.name === 'string'
      ? [scheme.name.toLowerCase()]
      : [],
  );
  return new Set(names);
}

function bearerOf(headers: readonly string[]): string | undefined {
  const line = linesOf(headers).find(([name]) => name.toLowerCase() === 'authorization');
  return /^bearer +(\S+)$/i.exec(line?.[1] ?? '')?.[1];
}

/** What a server may take out of a field: the credentials without their scheme, a cookie's value. */
function partsOf(name: string, value: string): string[] {
  if (name === 'cookie') return [value, ...value.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim())];
  const [, scheme = '', rest] = /^([\w-]+) +(.+)$/.exec(value) ?? [];
  if (rest === undefined) return [value];
  if (scheme.toLowerCase() !== 'basic') return [value, rest];
  const plain = Buffer.from(rest, 'base64').toString('utf8');
  return [value, rest, plain, plain.slice(plain.indexOf(':') + 1)];
}

/** As it is, and as it stands in JSON and in a URL. */
function spellingsOf(value: string): string[] {
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())];
}

function formValues(text: string): string[] {
  if (!text.includes('=')) return [];
  const isSecret = (name: string) => redactForeignQuery(`?${name}=secret`) !== `?${name}=secret`;
  const written = text.split('&').flatMap((pair) => {
    const at = pair.indexOf('=');
    return isSecret(pair.slice(0, Math.max(0, at))) ? [pair.slice(at + 1)] : [];
  });
  const meant = [...new URLSearchParams(text)].flatMap(([name, value]) => (isSecret(name) ? [value] : []));
  return [...written, ...meant];
}

/** Members of a JSON text that are called like secrets; undefined where it is none. */
function membersOf(text: string): (readonly [name: string, value: string])[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const members: (readonly [string, string])[] = [];
  try {
    JSON.parse(text, (name, value: unknown) => {
      if (isSecretName(name) && typeof value === 'string') members.push([name, value]);
      return value;
    });
    return members;
  } catch {
    return undefined;
  }
}
