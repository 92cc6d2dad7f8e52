import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SchemaObject, toValidatedProperty, toValidatedSchema } from './validated-schema.ts';

const SCHEMAS: Readonly<Record<string, SchemaObject>> = {
  Level: { type: 'string', default: 'low' },
  Id: { type: 'integer', readOnly: true },
};
const document = { components: { schemas: SCHEMAS } };
const refer = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const convert = (schema: SchemaObject) => toValidatedSchema(document, schema);

const conversions: readonly (readonly [behaviour: string, from: SchemaObject, to: object])[] = [
  ['ignores what stands beside a reference', { ...refer('Level'), nullable: true, description: 'a' }, refer('Level')],
  ['takes nullable beside a type', { type: 'string', nullable: true }, { type: 'string', nullable: true }],
  ['takes no nullable without a type', { nullable: true, allOf: [refer('Level')] }, { allOf: [refer('Level')] }],
  [
    'leaves out what a validator knows and OpenAPI does not',
    { const: 1, patternProperties: {}, 'x-eov-type': 'a', if: {} },
    {},
  ],
  ['leaves out discriminators', { oneOf: [{}], discriminator: { propertyName: 'a' } }, { oneOf: [{}] }],
  [
    'renames the formats that one validator rewrites',
    { type: 'string', format: 'date' },
    { type: 'string', format: 'full-date' },
  ],
  ['leaves out formats that nobody knows', { type: 'string', format: 'zzz' }, { type: 'string' }],
  [
    'does not require what is read-only, and takes none',
    { required: ['id', 'a'], properties: { id: refer('Id'), a: {} } },
    { required: ['a'], properties: { id: { not: {} }, a: {} } },
  ],
  [
    'converts in depth',
    { items: { not: { additionalProperties: { example: 1 } } } },
    { items: { not: { additionalProperties: {} } } },
  ],
  ['keeps false for additional properties', { additionalProperties: false }, { additionalProperties: false }],
];

for (const [behaviour, from, to] of conversions) {
  test(behaviour, () => assert.deepEqual(convert(from), to));
}

test('gives a property the default of what it refers to', () => {
  assert.deepEqual(toValidatedProperty(document, refer('Level')), { allOf: [refer('Level')], default: 'low' });
});
