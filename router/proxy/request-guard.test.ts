import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guard } from './request-guard.ts';
import { parseTarget } from './target.ts';

function refuses(rawHeaders: string[], { httpVersion = '1.1', target = '/', maxBodyBytes = 0 } = {}): boolean {
  return guard({ httpVersion, rawHeaders, target: parseTarget('GET', target), maxBodyBytes }) !== undefined;
}

test('lets an ordinary request through', () => {
  assert.ok(!refuses(['Host', 'a:80', 'Content-Length', '3', 'Expect', '100-Continue']));
  assert.ok(!refuses(['host', 'a', 'transfer-encoding', 'Chunked']));
  assert.ok(!refuses([], { httpVersion: '1.0' }));
});

test('refuses a missing, repeated or invalid Host', () => {
  assert.ok(refuses([]));
  assert.ok(refuses(['Host', 'a', 'hOST', 'a']));
  assert.ok(refuses(['Host', 'a', 'Host', 'b'], { httpVersion: '1.0' }));
  assert.ok(refuses(['Host', 'a b/c']));
  assert.ok(refuses(['Host', '']));
});

/**
 * A front that ends the message by one of these fields and a server that ends it by the other one see different requests in the same
 * bytes; what lies between the two ends is a request that nobody checked (RFC 9112, 11.2).
 */
test('refuses every framing on which two readers could disagree', () => {
  assert.ok(refuses(['Host', 'a', 'Transfer-Encoding', 'chunked', 'Content-Length', '3']));
  assert.ok(refuses(['Host', 'a', 'Transfer-Encoding', 'gzip, chunked']));
  assert.ok(refuses(['Host', 'a', 'Transfer-Encoding', 'xchunked']));
  assert.ok(refuses(['Host', 'a', 'Transfer-Encoding', '']));
  assert.ok(refuses(['Host', 'a', 'Transfer-Encoding', 'chunked', 'transfer-encoding', 'chunked']));
  assert.ok(refuses(['Host', 'a', 'Transfer-Encoding', 'chunked'], { httpVersion: '1.0' }));
  assert.ok(refuses(['Host', 'a', 'Content-Length', '3', 'Content-Length', '3']));
  for (const length of ['+5', '-1', '0x5', '5 ', '', '3, 3', '99999999999999999']) {
    assert.ok(refuses(['Host', 'a', 'Content-Length', length]), length);
  }
});

test('refuses other versions, unusable targets and unknown expectations', () => {
  assert.ok(refuses(['Host', 'a'], { httpVersion: '2.0' }));
  assert.ok(refuses(['Host', 'a'], { httpVersion: '0.9' }));
  assert.ok(refuses(['Host', 'a'], { target: '*' }));
  assert.ok(refuses(['Host', 'a', 'Expect', '200-ok']));
});
