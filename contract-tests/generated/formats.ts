import fc from 'fast-check';

/** Texts of a format (OAS 3.0.3, "Data Types", and JSON Schema): some that have it, some that nearly do. */
export interface Format {
  readonly valid: fc.Arbitrary<string>;
  readonly invalid: readonly string[];
  /** A text of the format with `length` characters; absent where a length cannot be chosen. */
  readonly ofLength?: (length: number) => string;
}

/** The formats that are checked; any other is a note for people (OAS 3.0.3, "Data Types": tools may ignore it). */
export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  [
    'email',
    {
      valid: fc
        .tuple(fc.stringMatching(/^[a-z][a-z0-9._-]{0,15}[a-z0-9]$/), fc.stringMatching(/^[a-z]{1,10}\.(org|com|de)$/))
        .map(([local, domain]) => `${local.replace(/[._-]{2,}/g, '-')}@${domain}`),
      invalid: ['plain', 'a@b', '@example.org', 'a b@example.org', 'a@example.', 'a@@example.org', '.a@example.org'],
      ofLength: (length) => `${'a'.repeat(Math.max(1, length - 12))}@example.org`,
    },
  ],
  ['date-time', times((iso) => iso, ['2026-02-30T00:00:00Z', '2026-01-01 00:00', '2026-01-01T25:00:00Z', 'today'])],
  ['date', times((iso) => iso.slice(0, 10), ['2026-02-30', '2026-13-01', '1.1.2026', '20260101', '2026-1-1'])],
  ['time', times((iso) => iso.slice(11), ['24:61:00Z', '1:00', 'noon'])],
  ['uuid', { valid: fc.uuid(), invalid: ['3f0c9a52', 'zzzzzzzz-8a3e-4d0b-9c7e-0a4f7f1f2b11', '{}', 'x'] }],
  ['ipv4', { valid: fc.ipV4(), invalid: ['1.2.3', '256.0.0.1', '1.2.3.4.5', 'localhost'] }],
  ['ipv6', { valid: fc.ipV6(), invalid: ['1::2::3', 'g::', '1.2.3.4', ':'] }],
  ['hostname', { valid: fc.domain(), invalid: ['-a.example', 'a..b', 'a b', 'ä.example'] }],
  ['uri', links(['no scheme', '//example.org', 'http://[', 'http://a b/'])],
  ['url', links(['no scheme', '//example.org', 'http://a b/'])],
  ['uri-reference', links(['http://a b/', '\\', '%zz'])],
  [
    'byte',
    {
      valid: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      invalid: ['a', '*', 'abc', '===='],
      ofLength: (length) => 'A'.repeat(length),
    },
  ],
]);

/** Whole numbers of a format are those of so many bits. */
export const INTEGER_BOUNDS: ReadonlyMap<string, number> = new Map([['int32', 2 ** 31 - 1]]);

function times(cut: (iso: string) => string, invalid: readonly string[]): Format {
  const dates = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  return { valid: dates.map((date) => cut(date.toISOString())), invalid };
}

function links(invalid: readonly string[]): Format {
  return {
    valid: fc
      .tuple(fc.stringMatching(/^[a-z]{1,10}$/), fc.stringMatching(/^[a-z0-9/]{0,20}$/))
      .map(([host, path]) => `https://${host}.example/${path}`),
    invalid,
    ofLength: (length) => `https://a.example/${'p'.repeat(Math.max(0, length - 18))}`,
  };
}
