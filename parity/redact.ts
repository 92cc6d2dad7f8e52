/** What must not get into a report: credentials in fields, and JSON members that are called like secrets. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);
const WORDS =
  'passw(?:or)?d|passphrase|token|secret|jwt|signature|credential|authorization|session[-_ ]?id|(?:api|auth|access|session|private|signing|subscription)[-_ ]?key';
const SECRET_NAME = new RegExp(WORDS, 'i');
/** A member of that name in a text that may be cut anywhere; the value is a string, or runs to the next separator. */
const SECRET_MEMBER = new RegExp(
  String.raw`("[^"\\]{0,80}(?:${WORDS})[^"\\]{0,80}"\s*:\s*)("(?:[^"\\]|\\[\s\S])*"?|[^\s,}\]"{[][^,}\]]*)`,
  'gi',
);
const FORM_MEMBER = new RegExp(String.raw`(\b[\w-]{0,40}(?:${WORDS})[\w-]{0,40}=)([^&\s;"]+)`, 'gi');
const QUERY_MEMBER = /([?&])([^=&#\s"'<>?]{1,100})=([^&#\s"'<>]+)/g;
/** Too short to be looked for within the names of an API that is known. */
const QUERY_WORDS = 'auth|code|key|pass|pwd|session|sid|sig|state';
const SECRET_QUERY_NAME = new RegExp(`^(?:${QUERY_WORDS})$`, 'i');
const HINT_OF_SECRET = new RegExp(QUERY_WORDS, 'i');
const FIELD_LINE = /^((?:proxy-)?authorization|(?:set-)?cookie)(:[ \t]*)([^\r\n]*)/gim;
const SECRET_FIELD_LINE = new RegExp(String.raw`^([\w-]{0,80}(?:${WORDS})[\w-]{0,80})(:[ \t]*)(?!\s)([^\r\n]*)`, 'gim');

/** Whether a JSON member, form member, header field or database column of that name holds a secret. */
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
  if (!SECRET_FIELDS.has(lower)) return isSecretName(name) ? mask(value) : redactText(value);
  if (lower === 'set-cookie') return value.replace(/^([^=;]*=)([^;]*)/, (_, key, secret) => key + mask(secret));
  if (lower === 'cookie') return value.replace(/([^=;]*=)([^;]*)/g, (_, key, secret) => key + mask(secret));
  return value.replace(/^(\S+ +)?(.*)$/s, (_, scheme = '', secret) => scheme + mask(secret));
}

/** A text (a body, a head, a piece of either) for a report, of the same length. */
export function redactText(text: string): string {
  const masked = text.includes('=') ? text.replace(QUERY_MEMBER, redactQuery) : text;
  if (!SECRET_NAME.test(masked) && !/cookie/i.test(masked)) return masked;
  return masked
    .replace(FIELD_LINE, (_, name, colon, value) => name + colon + redactField(name, value))
    .replace(SECRET_FIELD_LINE, (line, name, colon, value) =>
      SECRET_FIELDS.has(name.toLowerCase()) ? line : name + colon + mask(value),
    )
    .replace(SECRET_MEMBER, (_, name, value) => name + maskJson(value))
    .replace(FORM_MEMBER, (_, name, value) => name + mask(value));
}

/** A request line or target of an API that may call its keys anything, of the same length: too much is masked rather than too little. */
export function redactForeignQuery(text: string): string {
  return text.replace(QUERY_MEMBER, (whole, separator: string, name: string, value: string) =>
    HINT_OF_SECRET.test(decoded(name))
      ? `${separator}${name}=${mask(value)}`
      : redactQuery(whole, separator, name, value),
  );
}

function redactQuery(whole: string, separator: string, name: string, value: string): string {
  const plain = decoded(name);
  return isSecretName(plain) || SECRET_QUERY_NAME.test(plain) ? `${separator}${name}=${mask(value)}` : whole;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A JSON text, its quotes kept. */
export function maskJson(text: string): string {
  if (!text.startsWith('"')) return mask(text);
  return text.length > 1 && text.endsWith('"') ? `"${mask(text.slice(1, -1))}"` : `"${mask(text.slice(1))}`;
}
