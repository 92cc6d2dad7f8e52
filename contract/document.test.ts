import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ContractError, loadContract, OWN_CONTRACT } from './document.ts';
import { operations } from './operations.gen.ts';

const directory = mkdtempSync(join(tmpdir(), 'contract-'));
after(() => rmSync(directory, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

const INFO = 'info: { title: Notes, version: "1" }';

test("loads this project's contract, whose operations are the generated ones", () => {
  const contract = loadContract(OWN_CONTRACT);
  assert.deepEqual(contract.operations, Object.values(operations));
});

test('the digest is that of the bytes of the file', () => {
  const { digest } = loadContract(OWN_CONTRACT);
  assert.equal(digest, `sha256:${createHash('sha256').update(readFileSync(OWN_CONTRACT)).digest('hex')}`);
});

test('loads JSON as well as YAML, by path as well as by URL', () => {
  const document = { openapi: '3.0.0', info: { title: 'Notes', version: '1' }, paths: {}, 'x-size': 1 };
  const file = write('contract.json', JSON.stringify(document));
  assert.deepEqual(loadContract(file).document, document);
  assert.deepEqual(loadContract(pathToFileURL(file)), loadContract(file));
});

test('allows extensions of any form among the paths', () => {
  const file = write('extended.yaml', `openapi: 3.0.3\n${INFO}\npaths: { x-owner: notes }\n`);
  assert.deepEqual(loadContract(file).operations, []);
});

const unusable: readonly { readonly what: string; readonly content: string; readonly message: RegExp }[] = [
  {
    what: 'references that point to nothing, in an answer and in a parameter',
    content: `openapi: 3.0.3\n${INFO}\npaths:\n  /notes:\n    get:\n      operationId: list\n      parameters: [{ $ref: '#/components/parameters/Page' }]\n      responses: { '200': { description: All, content: { application/json: { schema: { $ref: '#/components/schemas/Notes' } } } } }\n`,
    message:
      / cannot be used: \/paths\/~1notes\/get\/parameters\/0 refers to #\/components\/parameters\/Page, which is not there; \/paths\/~1notes\/get\/responses\/200\/content\/application~1json\/schema refers to #\/components\/schemas\/Notes, which is not there$/,
  },
  { what: 'nothing', content: '', message: /is not an OpenAPI 3\.0 document/ },
  { what: 'text', content: 'hello', message: /is not an OpenAPI 3\.0 document/ },
  { what: 'a list', content: '- openapi: 3.0.3', message: /is not an OpenAPI 3\.0 document/ },
  { what: 'YAML with a syntax error', content: 'openapi: "3.0.3\npaths: {', message: /does not parse: .*line \d+/ },
  { what: 'a key twice', content: 'openapi: 3.0.3\nopenapi: 3.0.3\n', message: /does not parse: .*unique/ },
  {
    what: 'an anchor that is not there',
    content: `openapi: 3.0.3\n${INFO}\npaths: *none\n`,
    message: /does not parse: .*none/,
  },
  {
    what: 'OpenAPI 3.1',
    content: `openapi: 3.1.0\n${INFO}\npaths: {}\n`,
    message: /is of OpenAPI 3\.1\.0; 3\.0 is supported/,
  },
  { what: 'Swagger 2.0', content: `swagger: "2.0"\n${INFO}\npaths: {}\n`, message: /is not an OpenAPI 3\.0 document/ },
  { what: 'a version that is a number', content: `openapi: 3.0\n${INFO}\npaths: {}\n`, message: /is not an OpenAPI/ },
  { what: 'no paths', content: `openapi: 3.0.3\n${INFO}\n`, message: /with info and paths/ },
  { what: 'no info', content: 'openapi: 3.0.3\npaths: {}\n', message: /with info and paths/ },
  { what: 'a path of nothing', content: `openapi: 3.0.3\n${INFO}\npaths: { /a: }\n`, message: /with info and paths/ },
  {
    what: 'an operation without id',
    content: `openapi: 3.0.3\n${INFO}\npaths: { /a: { get: {} } }\n`,
    message: /cannot be used: GET \/a has no operationId/,
  },
];

for (const { what, content, message } of unusable) {
  test(`refuses a file that holds ${what}, in one line that names the file`, () => {
    assertRefused(write('contract.yaml', content), message);
  });
}

test('refuses a file that is missing, in one line that names the file', () => {
  assertRefused(join(directory, 'none.yaml'), /cannot read the contract .*ENOENT/);
});

test('refuses a directory, in one line that names it', () => {
  const folder = join(directory, 'folder.yaml');
  mkdirSync(folder);
  assertRefused(folder, /cannot read the contract .*EISDIR/);
});

test('refuses bytes that are no text', () => {
  assertRefused(write('binary.yaml', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0)), /contract/);
});

test('keeps the cause of an error', () => {
  assert.throws(
    () => loadContract(join(directory, 'none.yaml')),
    (error: unknown) => error instanceof ContractError && (error.cause as NodeJS.ErrnoException).code === 'ENOENT',
  );
});

function assertRefused(file: string, message: RegExp): void {
  assert.throws(
    () => loadContract(file),
    (error: unknown) => {
      assert.ok(error instanceof ContractError);
      assert.match(error.message, message);
      assert.ok(error.message.includes(file));
      assert.doesNotMatch(error.message, /[\n\r]|:$/);
      return true;
    },
  );
}

test('an example may have a member that is called like a reference', () => {
  const media = `{ example: { $ref: '#/nowhere' }, schema: { properties: { example: { type: string } } } }`;
  const answer = `{ '200': { description: All, content: { application/json: ${media} } } }`;
  const path = `{ get: { operationId: list, responses: ${answer} } }`;
  const file = write('examples.yaml', `openapi: 3.0.3\n${INFO}\npaths: { /notes: ${path} }\n`);
  assert.equal(loadContract(file).operations.length, 1);
});
