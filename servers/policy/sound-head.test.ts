import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { faultOfHead } from './sound-head.ts';

interface Parts {
  readonly version?: string;
  readonly url?: string;
  readonly hosts?: readonly string[];
  readonly coding?: string;
}

function fault({ version = '1.1', url = '/', hosts = ['a'], coding }: Parts) {
  const request = {
    httpVersion: version,
    url,
    rawHeaders: hosts.flatMap((host) => ['hOST', host]),
    headers: { host: hosts[0], ...(coding === undefined ? {} : { 'transfer-encoding': coding }) },
  };
  // Only what is read of a request is there.
  return faultOfHead(request as unknown as IncomingMessage);
}

test('lets sound heads through', () => {
  for (const host of ['', 'a', 'a.example:80', 'a:', '127.0.0.1:1', '[::1]', '[::1]:80', 'a_b', '%41'])
    assert.equal(fault({ hosts: [host] }), undefined, host);
  for (const url of ['/', '*', '/http://', 'http://a', 'http://a:80/b?c', 'HTTPS://[::1]/', 'a:80'])
    assert.equal(fault({ url }), undefined, url);
  assert.equal(fault({ coding: 'Chunked ' }), undefined);
  assert.equal(fault({ version: '1.0', hosts: [] }), undefined);
});

test('refuses what could mean two things, by the status that RFC 9110 has for it', () => {
  for (const host of ['a b', 'a/b', 'u@a', 'http://a', 'a, b', 'a:b', 'a:80:80', '[::1', '\xe9'])
    assert.equal(fault({ hosts: [host] }), 400, host);
  assert.equal(fault({ hosts: ['a', 'a'] }), 400);
  for (const url of ['http://', 'http:///a', 'http://u:p@a/', 'http://a:80:80/'])
    assert.equal(fault({ url }), 400, url);
  assert.equal(fault({ coding: 'gzip, chunked' }), 501);
  assert.equal(fault({ coding: 'chunked', version: '1.0' }), 400);
  assert.deepEqual([fault({ version: '2.0' }), fault({ version: '0.9' })], [505, 505]);
});
