import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deriveOperations, type OpenApiDocument } from '../../contract/operations.ts';
import { createParameterReader, type Input } from './parameters.ts';

interface Request {
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** What is read of one parameter `p`, and what is wrong with it. */
function read(parameter: object, { path = '/a', target = path, headers = {} }: Request, template = '/a') {
  const document: OpenApiDocument = {
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: { [template]: { get: { operationId: 'op', parameters: [{ name: 'p', in: 'query', ...parameter }] } } },
  };
  const [operation] = deriveOperations(document);
  assert.ok(operation);
  const { input, errors } = createParameterReader(document, operation)({ path, target, headers });
  return { input, errors: errors.map(({ pointer, detail }) => `${pointer} ${detail}`) };
}

const found = (
  { input, errors }: { readonly input: Input; readonly errors: readonly string[] },
  place: keyof Input,
) => {
  assert.deepEqual(errors, []);
  return input[place];
};

const LIST = { type: 'array', items: { type: 'integer' } };
const RECORD = {
  type: 'object',
  properties: { a: { type: 'integer' }, b: { type: 'array', items: { type: 'string' } } },
};

test('leaves what is absent to the validator', () => {
  assert.deepEqual(read({ required: true, schema: {} }, {}), {
    input: { path: {}, query: {}, headers: {}, cookies: {} },
    errors: [],
  });
});

test('splits a list before it decodes, so that an encoded delimiter is part of an entry', () => {
  const schema = { type: 'array', items: { type: 'string' } };
  assert.deepEqual(found(read({ explode: false, schema }, { target: '/a?p=1%2C2,3' }), 'query'), { p: ['1,2', '3'] });
});

test('reads numbers as JSON has them, and leaves their conversion to the validator', () => {
  const schema = { type: 'number' };
  for (const text of ['0', '-1', '1.5', '1e3', '-0']) {
    assert.deepEqual(found(read({ schema }, { target: `/a?p=${text}` }), 'query'), { p: text });
  }
  for (const text of ['0x10', '+1', '.5', '1.', 'Infinity', 'NaN', '1e999', '01', '%201', '1_0']) {
    assert.deepEqual(read({ schema }, { target: `/a?p=${text}` }).errors, ['/query/p must be a number'], text);
  }
});

test('points at the entry or member that it cannot read', () => {
  assert.deepEqual(read({ schema: LIST }, { target: '/a?p=1&p=x' }).errors, ['/query/p/1 must be a whole number']);
  assert.deepEqual(read({ style: 'deepObject', schema: RECORD }, { target: '/a?p[a]=x' }).errors, [
    '/query/p/a must be a whole number',
  ]);
});

test('reads the members of a record wherever they stand in the query', () => {
  const deep = read({ style: 'deepObject', schema: RECORD }, { target: '/a?p[b]=1&p%5Ba%5D=2&p[b]=%26' });
  assert.deepEqual(found(deep, 'query'), { p: { b: ['1', '&'], a: '2' } });
});

test('gives no member a name that every object has', () => {
  const { input, errors } = read({ style: 'deepObject', schema: RECORD }, { target: '/a?p[__proto__]=1' });
  assert.deepEqual(errors, ['/query/p has a name that is not allowed']);
  assert.equal(Object.getPrototypeOf(input.query), Object.prototype);
});

test('reads header fields by name in any case, undecoded', () => {
  const header = { in: 'header', name: 'X-P', schema: {} };
  assert.deepEqual(found(read(header, { headers: { 'x-p': ' a%20b ' } }), 'headers'), { 'X-P': 'a%20b' });
});

test('reads a path parameter of any name from its segment', () => {
  const parameter = { in: 'path', name: 'p-1.x', schema: {} };
  assert.deepEqual(found(read(parameter, { path: '/a/b%2Fc/d' }, '/a/{p-1.x}/d'), 'path'), { 'p-1.x': 'b/c' });
});

test('names every key that nobody documented, also one that is not UTF-8', () => {
  const { errors } = read({ schema: {} }, { target: '/a?p=1&z/~=1&%ff=2&=3' });
  assert.deepEqual(errors, ['/query/z~1~0 is not allowed', '/query/\ufffd is not allowed', '/query/ is not allowed']);
});

test('takes the first of two cookies of one name', () => {
  const cookie = { in: 'cookie', schema: {} };
  assert.deepEqual(found(read(cookie, { headers: { cookie: 'q=0; p=1;p=2' } }), 'cookies'), { p: '1' });
});
