/** The kinds of value that stand in a proof. Each reads what may be anything, or throws and names the place. */

/** A value in a proof has not the form that its version has. */
export class ProofFormError extends Error {
  override readonly name = 'ProofFormError';

  constructor(at: string, allowed: string) {
    super(`${at} must be ${allowed}`);
  }
}

type Members = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function record(value: unknown, at: string): Members {
  return isRecord(value) ? value : refuse(at, 'an object');
}

/** An object with these members and no others; which of them are optional, their own readers say. */
export function exactly<const Name extends string>(
  value: unknown,
  at: string,
  names: readonly Name[],
): Readonly<Partial<Record<Name, unknown>>> {
  const members = record(value, at);
  const allowed: readonly string[] = names;
  const other = Object.keys(members).find((name) => !allowed.includes(name));
  if (other !== undefined) refuse(`${at}.${other}`, `absent; allowed: ${names.join(', ')}`);
  // No member but the named ones is left.
  return members as Partial<Record<Name, unknown>>;
}

export function list<Item>(
  value: unknown,
  at: string,
  read: (item: unknown, at: string) => Item,
  maximum: number,
): readonly Item[] {
  if (!Array.isArray(value) || value.length > maximum) return refuse(at, `a list of at most ${maximum}`);
  return value.map((item, index) => read(item, `${at}[${index}]`));
}

/** An object whose members are named by the data. */
export function dictionary<Item>(
  value: unknown,
  at: string,
  read: (item: unknown, at: string) => Item,
  maximum: number,
): Readonly<Record<string, Item>> {
  const entries = Object.entries(record(value, at));
  if (entries.length > maximum) refuse(at, `an object of at most ${maximum} members`);
  // fromEntries defines members, so that one called __proto__ is only that.
  return Object.fromEntries(entries.map(([name, item]) => [name, read(item, `${at}.${name}`)]));
}

export function text(value: unknown, at: string, pattern: RegExp, allowed: string): string {
  return typeof value === 'string' && pattern.test(value) ? value : refuse(at, allowed);
}

export function digest(value: unknown, at: string): string {
  return text(value, at, /^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hexadecimal digits');
}

/** An instant in the one form that Date writes, so that one instant has one text. */
export function instant(value: unknown, at: string): string {
  const allowed = 'an instant such as 2026-01-01T00:00:00.000Z';
  const given = text(value, at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, allowed);
  const date = new Date(given);
  return !Number.isNaN(date.getTime()) && date.toISOString() === given ? given : refuse(at, allowed);
}

export function count(value: unknown, at: string): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(at, 'a whole number from 0');
}

export function oneOf<const Value extends string>(value: unknown, at: string, values: readonly Value[]): Value {
  return values.find((each) => each === value) ?? refuse(at, `one of ${values.join(', ')}`);
}

function refuse(at: string, allowed: string): never {
  throw new ProofFormError(at, allowed);
}
