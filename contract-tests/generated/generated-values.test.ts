import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { loadContract, OWN_CONTRACT } from '../../contract/document.ts';
import { body } from './bodies.ts';
import { requests } from './requests.ts';
import { validValue } from './schema.ts';

const contract = loadContract(OWN_CONTRACT);
const ajv = new AjvDraft04.default({ strict: false, validateSchema: false });
addFormats.default(ajv, { mode: 'full' });
const accepts = (name: string) =>
  ajv.compile({ $ref: `#/components/schemas/${name}`, components: contract.document.components });

describe('generated values', () => {
  for (const name of [
    'Registration',
    'Credentials',
    'TokenToVerify',
    'ProfileChanges',
    'GenerationRequest',
    'User',
    'Generation',
  ]) {
    test(`of ${name} are ones that its schema accepts`, () => {
      const validate = accepts(name);
      const { document } = contract;
      fc.assert(
        fc.property(validValue(document, { $ref: `#/components/schemas/${name}` }), (value) => validate(value)),
      );
    });
  }

  test('that are broken are refused by the schema far more often than not', () => {
    const validate = accepts('Registration');
    const bodies = fc.sample(body(contract.document, { $ref: '#/components/schemas/Registration' }), {
      numRuns: 2000,
      seed: 1,
    });
    const broken = bodies.filter(({ kind }) => kind !== 'valid');
    const refused = broken.filter(({ text }) => {
      try {
        return !validate(JSON.parse(text));
      } catch {
        return true;
      }
    });
    assert.ok(broken.length > 1000 && refused.length > broken.length * 0.75, `${refused.length} of ${broken.length}`);
    assert.ok(new Set(bodies.map(({ kind }) => kind.split(' ')[0])).size >= 10);
  });

  test('are the same for the same seed', () => {
    const sample = (seed: number) => fc.sample(requests(contract), { numRuns: 50, seed });
    assert.deepEqual(sample(1), sample(1));
    assert.notDeepEqual(sample(1), sample(2));
  });
});
