import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { toCurl, toRaw, towardsVariable } from './request-text.ts';

const BASE = 'http://127.0.0.1:5001';

test('writes a request line by line, with all that cannot be seen', () => {
  const bytes = Buffer.from('GET /a HTTP/1.1\r\nHost: \x00\xff\\\r\n\r\n\tx', 'latin1');
  assert.equal(toRaw(bytes), 'GET /a HTTP/1.1\\r\\n\nHost: \\x00\\xff\\\\\\r\\n\n\\r\\n\n\\tx');
});

test('writes a command of curl that sends nothing of its own', () => {
  const bytes = Buffer.from("PUT /a?b='c HTTP/1.1\r\nHost: h\r\nX-Empty: \r\nContent-Length: 3\r\n\r\nd'e");
  assert.equal(
    toCurl(bytes, BASE),
    `curl --http1.1 --path-as-is -g -si -X PUT 'http://127.0.0.1:5001/a?b='\\''c' -H 'Host: h' -H 'X-Empty;' -H 'Accept:' -H 'User-Agent:' -H 'Content-Type:' -H 'Expect:' --data-binary 'd'\\''e'`,
  );
});

for (const [what, text] of [
  ['a malformed request', "GET /%'zz\0 HTTP/1.1\r\n\r\n"],
  ['chunked framing', 'POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a false length', 'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab'],
  ['absolute form', 'GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
] as const) {
  test(`writes ${what}, which curl would not send, for printf, byte for byte`, () => {
    const command = toCurl(Buffer.from(text, 'latin1'), BASE);
    assert.match(command, /^printf '.*' \| nc 127\.0\.0\.1 5001$/);
    const printed = execFileSync('bash', ['-c', command.replace(/ \| nc .*$/, '')]);
    assert.equal(printed.toString('latin1'), text);
  });
}

test('names the server by a variable of the shell, in each command of several', () => {
  const get = Buffer.from("GET /a?b='c HTTP/1.1\r\nHost: http://127.0.0.1:5001\r\n\r\n");
  const broken = Buffer.from('GET http://127.0.0.1:1/ HTTP/1.1\r\n\r\n');
  const commands = [get, broken].map((bytes) => toCurl(bytes, BASE)).join('\n');
  const script = `SERVER=http://127.0.0.2:6001
    curl() { echo "$7 $9"; }
    nc() { echo "$@"; }
    ${towardsVariable(commands, 'SERVER')}`;
  assert.equal(
    execFileSync('bash', ['-c', script], { encoding: 'utf8' }),
    "http://127.0.0.2:6001/a?b='c Host: http://127.0.0.1:5001\n127.0.0.2 6001\n",
  );
});
