import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BenchmarkError } from '../benchmark-error.ts';
import { readAnswer } from './answer-reader.ts';

const read = (text: string) => {
  const answer = readAnswer(Buffer.from(text, 'latin1'));
  return answer && { status: answer.status, body: answer.body.toString(), size: answer.size };
};

const WHOLE = {
  length: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  chunks: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n',
};

for (const [framing, text] of Object.entries(WHOLE)) {
  test(`reads an answer delimited by ${framing}, and no sooner than all of it is there`, () => {
    assert.deepEqual(read(text), { status: 200, body: 'hello', size: text.length });
    for (let end = 0; end < text.length; end++) assert.equal(read(text.slice(0, end)), undefined, `${end} bytes`);
    assert.equal(read(`${text}HTTP/1.1 500`)?.size, text.length);
  });
}

test('passes over interim answers, and counts their bytes', () => {
  const text = `HTTP/1.1 102 Processing\r\n\r\n${WHOLE.length}`;
  assert.deepEqual(read(text), { status: 200, body: 'hello', size: text.length });
});

const UNREADABLE = [
  'hello\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
];
for (const text of UNREADABLE) {
  test(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => read(text), BenchmarkError));
}
