import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownRequest } from './shown-request.ts';

test('a request is shown with what tells it from others, and without what might be secret', () => {
  const { raw, curl } = shownRequest(
    Buffer.from(
      'POST /a?limit=2&api_key=k1234&code=c1234&pass=w1234 HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nX-Api-Key: x1234\r\n' +
        'Cookie: s=s1234\r\nAuthorization: Bearer t1234\r\nContent-Length: 20\r\n\r\n{"password":"p1234"}',
    ),
    'http://127.0.0.1:1',
  );
  for (const text of [raw, curl]) {
    assert.ok(!/[kcwxstp]1234/.test(text), text);
    assert.match(text, /limit=2&api_key=\*{5}&code=\*{5}&pass=\*{5}/);
    assert.match(text, /Accept: text\/html/);
    assert.match(text, /X-Api-Key: \*{5}/);
  }
});
