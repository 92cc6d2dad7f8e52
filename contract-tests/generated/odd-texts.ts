import fc from 'fast-check';

/** Texts on which implementations disagree: lengths in code units or points, lone surrogates, controls, normal forms. */
export const ODD_TEXT: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['\ud800', 'a\udc00b', '\u0000', '\u2028\u2029', '\ufeff', 'e\u0301', '😀'.repeat(50), ' ', '\t\n', '', '\r\n'],
    ...[
      '<script>alert(1)</script>',
      'İ@example.org',
      'A@EXAMPLE.ORG',
      '"@example.org',
      'a@b.c',
      '’“”',
      '\u202e',
      '\x7f',
    ],
    ...['null', 'true', '1', '[]', '{}', '../..', '%00', '__proto__', "' or 1=1 --", '{{x}}', '$&'],
  ),
  fc.string({ unit: 'binary' }),
);

/** JSON texts of numbers that are read differently: too large, too small, too precise, oddly written. */
export const ODD_NUMBERS: readonly string[] = [
  ...['1e400', '-1e400', '-0', '1e-400', '123456789012345678901234567890', '0.1e1', '1E5', '1.0', '9007199254740993'],
  ...['-9223372036854775809', '0.30000000000000004', '2147483648'],
];

export const ODD_NAMES: readonly string[] = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'a/b', 'a~b', '', 'Email', '$ref', '0'],
];
