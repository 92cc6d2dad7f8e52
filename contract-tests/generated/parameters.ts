/** How parameter values become parts of a request (OAS 3.0.3, "Parameter Object": `style`, `explode`, `content`). */

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie';
export type ParameterStyle =
  | 'matrix'
  | 'label'
  | 'form'
  | 'simple'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  /** A text in the media type of the parameter's `content`; only JSON is known. */
  | 'content';

export interface ParameterForm {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** Reserved characters (RFC 3986, 2.2) of a query value stay as they are. */
  readonly allowReserved: boolean;
}

/**
 * What stands for a value: in a path the text for the template's expression, in a query `a=1&a=2`, in a header the field's value,
 * among cookies `a=1` or several of them joined by `; `.
 * @throws {Error} where the style has no form for such a value
 */
export function serializeParameter(form: ParameterForm, value: unknown): string {
  if (form.style === 'content') return withName(form, encoderOf(form)(JSON.stringify(value) ?? ''));
  if (Array.isArray(value)) return serializeList(form, value);
  if (typeof value === 'object' && value !== null) return serializeObject(form, Object.entries(value));
  const text = encoderOf(form)(textOf(value));
  if (form.style === 'matrix') return text === '' ? `;${form.name}` : `;${form.name}=${text}`;
  return form.style === 'label' ? `.${text}` : withName(form, text);
}

function serializeList(form: ParameterForm, list: readonly unknown[]): string {
  const encode = encoderOf(form);
  const items = list.map((item) => encode(textOf(item)));
  const { name, style, explode } = form;
  switch (style) {
    case 'matrix':
      return explode ? items.map((item) => `;${name}=${item}`).join('') : `;${name}=${items.join(',')}`;
    case 'label':
      return `.${items.join('.')}`;
    case 'deepObject':
      throw new Error(`${name}: deepObject has no form for a list`);
    default:
      return explode && named(form)
        ? items.map((item) => withName(form, item)).join(form.in === 'cookie' ? '; ' : '&')
        : withName(form, items.join(delimiterOf(form)));
  }
}

function serializeObject(form: ParameterForm, members: readonly (readonly [string, unknown])[]): string {
  const encode = encoderOf(form);
  const pairs = members.map(([key, value]) => [encode(key), encode(textOf(value))] as const);
  const { name, style, explode } = form;
  const assigned = pairs.map((pair) => pair.join('='));
  switch (style) {
    case 'deepObject':
      // Brackets stay as they are, as browsers send them.
      return pairs.map(([key, value]) => `${encode(name)}[${key}]=${value}`).join('&');
    case 'matrix':
      return explode ? assigned.map((pair) => `;${pair}`).join('') : `;${name}=${pairs.flat().join(',')}`;
    case 'label':
      return `.${(explode ? assigned : pairs.flat()).join('.')}`;
    case 'simple':
      return (explode ? assigned : pairs.flat()).join(',');
    default:
      return explode
        ? assigned.join(form.in === 'cookie' ? '; ' : '&')
        : withName(form, pairs.flat().join(delimiterOf(form)));
  }
}

/** Where the parameter's own name is sent with it. */
function named(form: ParameterForm): boolean {
  return form.in === 'query' || form.in === 'cookie';
}

function withName(form: ParameterForm, text: string): string {
  return named(form) ? `${encodeText(form.name)}=${text}` : text;
}

const DELIMITERS: Partial<Readonly<Record<ParameterStyle, string>>> = { spaceDelimited: '%20', pipeDelimited: '|' };

function delimiterOf({ style }: ParameterForm): string {
  return DELIMITERS[style] ?? ',';
}

/** Characters that would be taken for the end of an item. */
export function delimitersOf({ style, in: place }: ParameterForm): string {
  if (style === 'content') return '';
  if (place === 'header' || place === 'cookie') return ',=;';
  return style === 'label' ? '.,=' : `,${style === 'spaceDelimited' ? ' ' : ''}${style === 'pipeDelimited' ? '|' : ''}`;
}

function encoderOf({ in: place, allowReserved }: ParameterForm): (text: string) => string {
  if (place === 'header') return (text) => text;
  return place === 'query' && allowReserved ? encodeUnreservedOnly : encodeText;
}

/** Everything but unreserved characters (RFC 3986, 2.3); a lone surrogate as if it were a character. */
function encodeText(text: string): string {
  return Array.from(text, (character) => {
    if (/^[\w.~-]$/.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    const isLone = code >= 0xd800 && code <= 0xdfff;
    const bytes = isLone
      ? [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
      : [...Buffer.from(character, 'utf8')];
    return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  }).join('');
}

/** Leaves reserved characters, but for those that end a value or are read as something else in a query. */
function encodeUnreservedOnly(text: string): string {
  return Array.from(text, (character) => (/^[:/?@!$'()*,;]$/.test(character) ? character : encodeText(character))).join(
    '',
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
