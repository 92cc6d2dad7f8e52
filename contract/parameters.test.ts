import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deriveParameters, type ParameterObject } from './parameters.ts';

const derive = (own: readonly ParameterObject[], shared: readonly ParameterObject[] = []) =>
  deriveParameters({ components: { parameters: { P: { name: 'p', in: 'query' } } } }, 'op', shared, own);

test('an operation overrides a parameter of its path, by name and place', () => {
  const shared = [
    { name: 'p', in: 'query', required: true },
    { name: 'p', in: 'cookie' },
    { name: 'X-A', in: 'header' },
  ];
  const names = derive([{ $ref: '#/components/parameters/P' }, { name: 'x-a', in: 'header', required: true }], shared);
  assert.deepEqual(
    names.map(({ name, in: place, required }) => [name, place, required]),
    [
      ['p', 'query', false],
      ['p', 'cookie', false],
      ['x-a', 'header', true],
    ],
  );
});

test('style and explode default by place', () => {
  const forms = derive(['path', 'query', 'header', 'cookie'].map((place) => ({ name: 'p', in: place })));
  assert.deepEqual(
    forms.map(({ style, explode }) => [style, explode]),
    [
      ['simple', false],
      ['form', true],
      ['simple', false],
      ['form', true],
    ],
  );
});

test('a document of a media type brings its schema along', () => {
  const [parameter] = derive([
    { name: 'p', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
  ]);
  assert.deepEqual([parameter?.mediaType, parameter?.schema], ['application/json', { type: 'object' }]);
});

test('header fields that other parts of a contract describe are no parameters', () => {
  assert.deepEqual(derive(['Accept', 'content-type', 'AUTHORIZATION'].map((name) => ({ name, in: 'header' }))), []);
});

test('a parameter without a name or a known place is refused by the name of its operation', () => {
  assert.throws(() => derive([{ in: 'query' }]), /^Error: op: a parameter has no name/);
  assert.throws(
    () => derive([{ name: 'p', in: 'body' }]),
    /^Error: op: the parameter p is in none of path, query, header, cookie/,
  );
});
