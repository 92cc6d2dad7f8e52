import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HarError } from './captured-request.ts';
import { CAPTURED } from './fixtures/captured.ts';
import { readHar } from './har.ts';

const one = (request: object) => {
  const [read] = readHar({
    log: { entries: [{ request: { method: 'GET', url: 'http://a/', headers: [], ...request } }] },
  }).requests;
  assert.ok(read);
  return read;
};
const field = (name: string, value: string) => ({ name, value });

describe('captured traffic', () => {
  test('is read without what belongs to its own connection', () => {
    const { requests, notHttp } = readHar(CAPTURED);
    assert.equal(notHttp, 1);
    assert.deepEqual(
      requests.map(({ entry, method, origin, target }) => [entry, method, origin, target]),
      [
        [1, 'GET', 'https://shop.example', '/items?limit=2&api_key=k-secret-1'],
        [2, 'GET', 'https://shop.example', '/items/7'],
        [3, 'POST', 'https://shop.example', '/items'],
        [4, 'GET', 'https://cdn.example', '/logo.svg'],
      ],
    );
    assert.deepEqual(
      requests[0]?.headers.map(([name]) => name),
      ['accept', 'cookie', 'authorization'],
    );
    assert.equal(requests[2]?.body?.toString(), '{"name":"pear","password":"p-secret-5"}');
  });

  test('keeps a target as it was written', () => {
    assert.equal(one({ url: 'http://a' }).target, '/');
    assert.equal(one({ url: 'http://a?b' }).target, '/?b');
    assert.equal(one({ url: 'http://a/x/../y//%7e?q=%zz#f' }).target, '/x/../y//%7e?q=%zz');
    assert.equal(one({ url: 'http://a/é😀' }).target, '/%C3%A9%F0%9F%98%80');
  });

  test('sends no field that frames a message or names a host', () => {
    const headers = [
      'Host',
      'Content-Length',
      'Transfer-Encoding',
      'TE',
      'Keep-Alive',
      'Upgrade',
      'Proxy-Authorization',
      'Expect',
    ];
    assert.deepEqual(one({ headers: headers.map((name) => field(name, '1')) }).headers, []);
  });

  test('takes cookies from their list where there is no field', () => {
    const cookies = [field('a', '1'), field('b', '2')];
    assert.deepEqual(one({ cookies }).headers, [['Cookie', 'a=1; b=2']]);
    assert.deepEqual(one({ cookies, headers: [field('cookie', 'c=3')] }).headers, [['cookie', 'c=3']]);
  });

  test('has bodies as text, as base64 and as parameters', () => {
    const bodyOf = (postData: object, type = '') =>
      one({ method: 'POST', postData, headers: type === '' ? [] : [field('Content-Type', type)] });
    assert.equal(bodyOf({ mimeType: 'text/plain', text: 'é' }).body?.toString('hex'), 'c3a9');
    assert.deepEqual(bodyOf({ mimeType: 'text/plain', text: 'é' }).headers, [['Content-Type', 'text/plain']]);
    assert.equal(bodyOf({ text: '/w==', encoding: 'base64' }).body?.toString('hex'), 'ff');
    assert.equal(bodyOf({ params: [field('a', '1 2'), field('b', '&')] }).body?.toString(), 'a=1+2&b=%26');
    assert.equal(
      bodyOf({ params: [field('a', '1')] }, 'multipart/form-data; boundary=x').body?.toString(),
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
    );
    assert.equal(one({}).body, undefined);
  });

  test('that cannot be sent is refused by the number of its entry, and shows nothing of it', () => {
    const entries = (request: object) => ({ log: { entries: [CAPTURED.log.entries[0], { request }] } });
    for (const [request, words] of [
      [{ method: 'GET', headers: [] }, 'entry 2 has no request.url'],
      [{ method: 'G T', url: 'http://a/', headers: [] }, 'entry 2 has a method that is no token'],
      [{ method: 'GET', url: 'http://', headers: [] }, 'entry 2 has a url that does not parse'],
      [{ method: 'GET', url: 'http://a/\ud800', headers: [] }, 'entry 2 has a url that is no Unicode'],
      [{ method: 'GET', url: 'http://a/', headers: {} }, 'entry 2 has headers that are no list'],
      [{ method: 'GET', url: 'http://a/', headers: [{ value: 'x' }] }, 'entry 2 has headers without a name or a value'],
      [
        { method: 'GET', url: 'http://a/', headers: [field('A', 'secret\r\nB: c')] },
        'entry 2 has a header that cannot be sent: a name that is no token, or a line break in a value',
      ],
      [
        { method: 'PUT', url: 'http://a/', headers: [], postData: { text: 'x', encoding: 'rot13' } },
        'entry 2 has a body in an encoding other than base64',
      ],
    ] as const) {
      assert.throws(() => readHar(entries(request)), new HarError(words));
    }
    assert.throws(() => readHar({ log: {} }), /no list log.entries, so it is no HAR file/);
    assert.throws(() => readHar(null), HarError);
    assert.throws(() => readHar({ log: { entries: Array(20_001).fill(null) } }), /at most 20000 are replayed/);
  });
});
