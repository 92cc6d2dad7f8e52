import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParameterForm, type ParameterPlace, type ParameterStyle, serializeParameter } from './parameters.ts';

const form = (place: ParameterPlace, style: ParameterStyle, explode: boolean, more: Partial<ParameterForm> = {}) => ({
  name: 'color',
  in: place,
  style,
  explode,
  allowReserved: false,
  ...more,
});

const LIST = ['blue', 'black', 'brown'];
const OBJECT = { R: 100, G: 200, B: 150 };

/** The table of OAS 3.0.3, "Style Examples". */
const TABLE: readonly (readonly [ParameterPlace, ParameterStyle, boolean, string, string | undefined, string])[] = [
  ['path', 'matrix', false, ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150'],
  ['path', 'matrix', true, ';color=blue', ';color=blue;color=black;color=brown', ';R=100;G=200;B=150'],
  ['path', 'label', false, '.blue', '.blue.black.brown', '.R.100.G.200.B.150'],
  ['path', 'label', true, '.blue', '.blue.black.brown', '.R=100.G=200.B=150'],
  ['query', 'form', false, 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  ['query', 'form', true, 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  ['header', 'simple', false, 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
  ['path', 'simple', true, 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ['query', 'spaceDelimited', false, 'color=blue', 'color=blue%20black%20brown', 'color=R%20100%20G%20200%20B%20150'],
  ['query', 'pipeDelimited', false, 'color=blue', 'color=blue|black|brown', 'color=R|100|G|200|B|150'],
  ['query', 'deepObject', true, 'color=blue', undefined, 'color[R]=100&color[G]=200&color[B]=150'],
  ['cookie', 'form', false, 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
  ['cookie', 'form', true, 'color=blue', 'color=blue; color=black; color=brown', 'R=100; G=200; B=150'],
];

for (const [place, style, explode, scalar, list, object] of TABLE) {
  test(`a value ${explode ? 'exploded' : 'in one piece'} in the style ${style} of a ${place} is what the table says`, () => {
    const parameter = form(place, style, explode);
    assert.equal(serializeParameter(parameter, 'blue'), scalar);
    assert.equal(serializeParameter(parameter, OBJECT), object);
    if (list !== undefined) assert.equal(serializeParameter(parameter, LIST), list);
  });
}

test('an empty text has a form of its own in matrix and label', () => {
  assert.equal(serializeParameter(form('path', 'matrix', false), ''), ';color');
  assert.equal(serializeParameter(form('path', 'label', false), ''), '.');
  assert.equal(serializeParameter(form('query', 'form', true), ''), 'color=');
});

test('whatever could end a value is encoded, so that it comes out as it went in', () => {
  const text = "a/?#[]@!$&'()*+,;=% é😀";
  for (const place of ['path', 'query', 'cookie'] as const) {
    const [, encoded = ''] = /=?([^=]*)$/.exec(serializeParameter(form(place, 'form', true), text)) ?? [];
    assert.match(encoded, /^[\w.~%-]+$/);
    assert.equal(decodeURIComponent(encoded), text);
  }
  assert.equal(serializeParameter(form('query', 'form', false), ['a,b', 'c']), 'color=a%2Cb,c');
  assert.equal(serializeParameter(form('query', 'form', true, { name: 'a b' }), 1), 'a%20b=1');
  assert.equal(serializeParameter(form('header', 'simple', false), 'a, b'), 'a, b');
});

test('reserved characters stay where the contract allows them, but for those that a query is taken apart at', () => {
  const parameter = form('query', 'form', true, { allowReserved: true });
  assert.equal(serializeParameter(parameter, ':/?@!$,;&=+# '), 'color=:/?@!$,;%26%3D%2B%23%20');
});

test('a parameter with content is its JSON text', () => {
  assert.equal(serializeParameter(form('query', 'content', false), { a: [1] }), 'color=%7B%22a%22%3A%5B1%5D%7D');
  assert.equal(serializeParameter(form('header', 'content', false), { a: 1 }), '{"a":1}');
});

test('a lone surrogate is encoded, where encodeURIComponent would throw', () => {
  assert.equal(serializeParameter(form('query', 'form', true), '\ud800'), 'color=%ED%A0%80');
});

test('a list has no form as deepObject', () => {
  assert.throws(() => serializeParameter(form('query', 'deepObject', true), LIST), /color: deepObject has no form/);
});
