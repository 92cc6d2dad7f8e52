/** What the values at a volatile place have in common: another value is right there only if it has that too. */
export interface ValueForm {
  /** Values that it was seen of. */
  readonly samples: number;
  readonly strings?: StringForm;
  readonly numbers?: NumberForm;
  /** What the contract says of the place. */
  readonly schema?: SchemaForm;
}

interface StringForm {
  readonly shortest: number;
  readonly longest: number;
  /** Of all samples together. */
  readonly characters: number;
  /** Names of the patterns that all samples match. */
  readonly kinds: readonly string[];
}

interface NumberForm {
  readonly least: number;
  readonly areIntegers: boolean;
}

/** The members of an OAS 3.0 schema that bound a scalar. */
export interface SchemaForm {
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What a text is: one value says it. */
const KINDS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  // RFC 3339, 5.6
  'date-time': /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  // RFC 9110, 5.6.7
  'HTTP date': /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
};
/** What its characters are: a few of them say little. */
const CHARACTERS: Readonly<Record<string, RegExp>> = {
  digits: /^\d*$/,
  'hexadecimal digits': /^[0-9a-f]*$/i,
  'letters and digits': /^[0-9a-z]*$/i,
  'characters of a token': /^[\w.~+/=:-]*$/,
};
const PATTERNS: Readonly<Record<string, RegExp>> = { ...KINDS, ...CHARACTERS };
const TELLING_CHARACTERS = 24;
/** So many numbers of one sign, or without a fraction, are no chance. */
const TELLING_INTEGERS = 4;
const TELLING_SIGNS = 8;
/** Ids grow and texts vary. */
const LENGTHS_VARY_BY = 8;

/** @param text a JSON text; of a list or an object nothing is said */
export function formOf(text: string): ValueForm {
  if (text.startsWith('"')) {
    const value = stringIn(text);
    const { length } = value;
    const kinds = Object.keys(PATTERNS).filter((name) => PATTERNS[name]?.test(value));
    return { samples: 1, strings: { shortest: length, longest: length, characters: length, kinds } };
  }
  if (!/^[-\d]/.test(text)) return { samples: 1 };
  return { samples: 1, numbers: { least: Number(text), areIntegers: isInteger(text) } };
}

/** The form of what has either. */
export function widen(a: ValueForm, b: ValueForm): ValueForm {
  const strings = both(a.strings, b.strings, (one, other) => ({
    shortest: Math.min(one.shortest, other.shortest),
    longest: Math.max(one.longest, other.longest),
    characters: one.characters + other.characters,
    kinds: one.kinds.filter((name) => other.kinds.includes(name)),
  }));
  const numbers = both(a.numbers, b.numbers, (one, other) => ({
    least: Math.min(one.least, other.least),
    areIntegers: one.areIntegers && other.areIntegers,
  }));
  const isOneSchema = JSON.stringify(a.schema) === JSON.stringify(b.schema);
  return {
    samples: a.samples + b.samples,
    ...(strings === undefined ? {} : { strings }),
    ...(numbers === undefined ? {} : { numbers }),
    ...(isOneSchema && a.schema !== undefined ? { schema: a.schema } : {}),
  };
}

/** In what a value does not have the form, in words; `undefined` where it does. @param text a JSON text */
export function misfit(form: ValueForm, text: string): string | undefined {
  if (text.startsWith('"')) return misfitOfString(form, stringIn(text));
  return /^[-\d]/.test(text) ? misfitOfNumber(form, text) : undefined;
}

function misfitOfString({ strings, schema = {} }: ValueForm, value: string): string | undefined {
  const { format, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const kind = KINDS[format ?? ''];
  if (kind !== undefined && !kind.test(value)) return `no ${format}, as the contract says`;
  if (value.length < minLength || value.length > maxLength) return 'of a length that the contract excludes';
  if (pattern !== undefined && matches(pattern, value) === false) return 'other than the pattern of the contract';
  if (strings === undefined) return undefined;
  const { shortest, longest, characters, kinds } = strings;
  if (value === '' && shortest > 0) return 'empty';
  const missed = kinds.find(
    (name) => (Object.hasOwn(KINDS, name) || characters >= TELLING_CHARACTERS) && !PATTERNS[name]?.test(value),
  );
  if (missed !== undefined) return `no ${missed}`;
  if (value.length < Math.floor(shortest / 2)) return `shorter than ${shortest} characters by far`;
  if (value.length > 2 * longest + LENGTHS_VARY_BY) return `longer than ${longest} characters by far`;
  return undefined;
}

function misfitOfNumber({ samples, numbers, schema = {} }: ValueForm, text: string): string | undefined {
  const value = Number(text);
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  if (value < minimum || value > maximum) return 'out of the bounds of the contract';
  if (numbers === undefined) return undefined;
  if (numbers.areIntegers && samples >= TELLING_INTEGERS && !isInteger(text)) return 'no integer';
  if (numbers.least >= 0 && samples >= TELLING_SIGNS && value < 0) return 'negative';
  return undefined;
}

function both<T>(a: T | undefined, b: T | undefined, join: (a: T, b: T) => T): T | undefined {
  return a === undefined || b === undefined ? (a ?? b) : join(a, b);
}

/** The pattern is the contract's, in a dialect that need not be this one. */
function matches(pattern: string, value: string): boolean | undefined {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return undefined;
  }
}

function isInteger(text: string): boolean {
  return !/[.eE]/.test(text);
}

function stringIn(text: string): string {
  const value: unknown = JSON.parse(text);
  return String(value);
}
