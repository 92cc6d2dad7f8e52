import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toUriReference } from './target.ts';

test('a path stays as it is where it is a URI reference', () => {
  for (const path of ['/', '/a/b', '/items/%2F%c3%a9', "/a;v=1/(b)*+,'&=:@!$~.-_"])
    assert.equal(toUriReference(path), path);
});

test('what may not stand in a URI reference is encoded', () => {
  assert.equal(toUriReference('/a%'), '/a%25');
  assert.equal(toUriReference('/%zz/"<>'), '/%25zz/%22%3C%3E');
  assert.equal(toUriReference('/caf\u00e9'), '/caf%E9');
  assert.equal(toUriReference('/a#b[c]|{d}^`\\'), '/a%23b%5Bc%5D%7C%7Bd%7D%5E%60%5C');
});
