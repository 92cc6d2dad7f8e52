import { isSecretName, redactForeignQuery } from '../../parity/redact.ts';
import type { CapturedRequest } from './captured-request.ts';

const CREDENTIAL_FIELD = /^(?:authorization|proxy-authorization|cookie)$|auth|key|sess|csrf|xsrf|signature/i;

/** What captured requests have as secrets: header fields that carry credentials, and values that are called like secrets. */
export interface CapturedSecrets {
  readonly headers: CapturedRequest['headers'];
  /** Of queries and bodies. */
  readonly values: readonly string[];
}

export function secretsIn(requests: readonly CapturedRequest[]): CapturedSecrets {
  const isSecret = (name: string) => CREDENTIAL_FIELD.test(name) || isSecretName(name);
  return {
    headers: requests.flatMap(({ headers }) => headers.filter(([name]) => isSecret(name))),
    values: requests.flatMap(({ target, body }) => [
      ...valuesOfForm(target.split('?').slice(1).join('?').split('#', 1)[0] ?? ''),
      ...(body === undefined ? [] : valuesOfBody(body.toString('utf8'))),
    ]),
  };
}

/** Of a query or a form, as they are written and as they are meant. */
function valuesOfForm(text: string): string[] {
  const written = text.split('&').flatMap((pair) => {
    const [name = '', ...rest] = pair.split('=');
    return isSecretParameter(name) ? [rest.join('=')] : [];
  });
  const meant = [...new URLSearchParams(text)].flatMap(([name, value]) => (isSecretParameter(name) ? [value] : []));
  return [...written, ...meant];
}

/** As it is masked in a target that is shown. */
function isSecretParameter(name: string): boolean {
  return redactForeignQuery(`?${name}=secret`) !== `?${name}=secret`;
}

function valuesOfBody(text: string): string[] {
  if (!/^\s*[{[]/.test(text)) return valuesOfForm(text);
  const values: string[] = [];
  try {
    JSON.parse(text, (name, value: unknown) => {
      if (isSecretName(name) && typeof value === 'string') values.push(value);
      return value;
    });
  } catch {
    return [];
  }
  return values;
}
