/** What must not get into a report: credentials in fields, and JSON members that are called like secrets. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);
const SECRET_NAME = /password|passwd|token|secret/i;
/** A member of that name in a text that may be cut anywhere; the value is a string, or runs to the next separator. */
const SECRET_MEMBER =
  /("[^"\\]{0,80}(?:password|passwd|token|secret)[^"\\]{0,80}"\s*:\s*)("(?:[^"\\]|\\[\s\S])*"?|[^\s,}\]"{[][^,}\]]*)/gi;
const FORM_MEMBER = /(\b[\w-]{0,40}(?:password|passwd|token|secret)[\w-]{0,40}=)([^&\s;"]+)/gi;
const FIELD_LINE = /^((?:proxy-)?authorization|(?:set-)?cookie)(:[ \t]*)([^\r\n]*)/gim;

/** Whether a JSON member, form member or database column of that name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** As many stars as there were characters: places and lengths stay true. */
export function mask(text: string): string {
  return '*'.repeat(text.length);
}

/** A field's value for a report: the scheme of credentials and the names and attributes of cookies stay. */
export function redactField(name: string, value: string): string {
  const lower = name.toLowerCase();
  if (!SECRET_FIELDS.has(lower)) return redactText(value);
  if (lower === 'set-cookie') return value.replace(/^([^=;]*=)([^;]*)/, (_, key, secret) => key + mask(secret));
  if (lower === 'cookie') return value.replace(/([^=;]*=)([^;]*)/g, (_, key, secret) => key + mask(secret));
  return value.replace(/^(\S+ +)?(.*)$/s, (_, scheme = '', secret) => scheme + mask(secret));
}

/** A text (a body, a head, a piece of either) for a report, of the same length. */
export function redactText(text: string): string {
  if (!SECRET_NAME.test(text) && !/authorization|cookie/i.test(text)) return text;
  return text
    .replace(FIELD_LINE, (_, name, colon, value) => name + colon + redactField(name, value))
    .replace(SECRET_MEMBER, (_, name, value) => name + maskJson(value))
    .replace(FORM_MEMBER, (_, name, value) => name + mask(value));
}

/** A JSON text, its quotes kept. */
export function maskJson(text: string): string {
  if (!text.startsWith('"')) return mask(text);
  return text.length > 1 && text.endsWith('"') ? `"${mask(text.slice(1, -1))}"` : `"${mask(text.slice(1))}`;
}
