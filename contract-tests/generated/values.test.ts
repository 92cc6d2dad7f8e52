import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { contractOf, EVERYTHING } from './fixtures/contract.ts';
import { valueBrokenAt } from './placed-values.ts';
import { placesOf } from './places.ts';
import { createSchemaBook, type Schema } from './schema.ts';
import { validValue } from './valid-values.ts';

const own = loadContract(OWN_CONTRACT);
/** Compiled from the contract itself, not from what the generator has read of it. */
const ajv = new AjvDraft04.default({ strict: false, validateSchema: false, allErrors: true });
addFormats.default(ajv, { mode: 'full' });
const validatorOf = (name: string) =>
  ajv.compile({ $ref: `#/components/schemas/${name}`, components: own.document.components });
const OWN_SCHEMAS = ['Registration', 'Credentials', 'TokenToVerify', 'ProfileChanges', 'GenerationRequest'];
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('generated values', () => {
  for (const name of [...OWN_SCHEMAS, 'User', 'Generation']) {
    test(`of ${name} are ones that its schema accepts`, () => {
      const book = createSchemaBook(own.document);
      const validate = validatorOf(name);
      fc.assert(fc.property(validValue(book, book.read(reference(name))), (value) => validate(value)));
    });
  }

  for (const name of OWN_SCHEMAS) {
    test(`of ${name} that break one keyword break that one, and another only where it is implied`, () => {
      const book = createSchemaBook(own.document);
      const schema = book.read(reference(name));
      const validate = validatorOf(name);
      for (const place of placesOf(book, schema, '')) {
        const values = valueBrokenAt(book, schema, place);
        assert.ok(values, `${place.pointer} ${place.keyword}`);
        const isLarge = place.keyword === 'maxLength' && place.pointer === '/profilePicture';
        for (const value of fc.sample(values, { numRuns: isLarge ? 1 : 20, seed: 1 })) {
          assert.equal(validate(value), false);
          const pointer = place.keyword === 'required' ? place.pointer.replace(/\/[^/]*$/, '') : place.pointer;
          const found = (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
          assert.ok(found.includes(`${pointer} ${place.keyword}`), `${place.pointer} ${place.keyword}: ${found}`);
          if (!IMPLIED.has(`${place.pointer} ${place.keyword}`)) assert.equal(found.length, 1, found.join(', '));
        }
      }
    });
  }
});

/** No email is shorter than 3, a text without characters has none to see, and what is no text is none of a list of texts. */
const IMPLIED = new Set([
  ...['/email minLength', '/firstName minLength', '/lastName minLength', '/role type', '/type type'],
]);

const VARIOUS: readonly (readonly [string, Schema | object])[] = [
  [
    'numbers between excluded bounds',
    { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
  ],
  ['multiples', { type: 'number', multipleOf: 0.01, minimum: 0, maximum: 9 }],
  ['whole multiples', { type: 'integer', multipleOf: 7, minimum: -100 }],
  ['numbers of 32 bits', { type: 'integer', format: 'int32' }],
  ['lists without repetitions', { type: 'array', uniqueItems: true, minItems: 2, items: { type: 'integer' } }],
  ['objects with a number of members', { type: 'object', minProperties: 2, additionalProperties: { type: 'boolean' } }],
  [
    'one of several',
    {
      oneOf: [
        { type: 'integer', minimum: 3 },
        { type: 'string', maxLength: 4 },
      ],
    },
  ],
  ['any of several', { anyOf: [{ type: 'string', minLength: 30 }, { type: 'boolean' }] }],
  ['all of several', { allOf: [{ type: 'string', minLength: 3 }, { maxLength: 4 }, { pattern: '^a' }] }],
  ['what is not', { type: 'string', not: { enum: ['', 'a'] } }],
  ['nullable', { type: 'string', nullable: true, maxLength: 2 }],
  ['without a type', { minLength: 2, pattern: '^[0-9]+$' }],
  ['long texts of a format', { type: 'string', format: 'email', minLength: 100 }],
  ['recursive', reference('Thing')],
];

describe('values of schemas', () => {
  for (const [name, raw] of VARIOUS) {
    test(`that are ${name} are valid, and each of their keywords can be broken`, () => {
      const book = createSchemaBook(EVERYTHING.document);
      const schema = book.read(raw);
      fc.assert(fc.property(validValue(book, schema), (value) => book.accepts(schema, value)));
      const places = placesOf(book, schema, '');
      assert.ok(places.length > 0);
      for (const place of places) {
        const values = valueBrokenAt(book, schema, place);
        assert.ok(values, `${place.pointer} ${place.keyword} cannot be broken`);
        for (const value of fc.sample(values, { numRuns: 5, seed: 1 }))
          assert.equal(book.accepts(schema, value), false);
      }
    });
  }

  test('leave out what is read only, although it is required', () => {
    const book = createSchemaBook(EVERYTHING.document);
    const [thing] = fc.sample(validValue(book, book.read(reference('Thing'))), { numRuns: 1, seed: 1 });
    assert.ok(typeof thing === 'object' && thing !== null && 'price' in thing && !('id' in thing));
  });

  test('of a schema that is required within itself are refused by its name', () => {
    const { document } = contractOf(
      {},
      { Endless: { type: 'object', required: ['next'], properties: { next: reference('Endless') } } },
    );
    const book = createSchemaBook(document);
    assert.throws(() => validValue(book, book.read(reference('Endless'))), /Endless has no finite value/);
  });
});
