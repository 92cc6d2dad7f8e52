import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Answer, FieldLine, InterimAnswer } from './answer.ts';
import { AnswerParser } from './answer-parser.ts';
import { answerOf, serialize } from './fixtures/serialize.ts';
import { MalformedAnswerError } from './malformed.ts';

interface Parsed {
  readonly answers: Answer[];
  readonly parser: AnswerParser;
}

function parse(bytes: string | Buffer, methods: readonly string[] = [], sizes: readonly number[] = []): Parsed {
  const answers: Answer[] = [];
  const parser = new AnswerParser({
    onAnswer: (answer) => answers.push(answer),
    maxHeadBytes: 4096,
    maxBodyBytes: 10_000,
  });
  for (const method of methods) parser.expect(method);
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  let at = 0;
  for (const size of sizes) {
    if (at < buffer.length) parser.push(buffer.subarray(at, at + size));
    at += size;
  }
  if (at < buffer.length) parser.push(buffer.subarray(at));
  return { answers, parser };
}

const NAME = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/)
  .filter((name) => !/^(content-length|transfer-encoding)$/i.test(name));
const VALUE = fc.stringMatching(/^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]{0,15}[!-~\x80-\xff])?)?$/);
const LINES = fc.array(fc.tuple(NAME, VALUE), { maxLength: 6 });
const INTERIM: fc.Arbitrary<InterimAnswer> = fc.record(
  {
    version: fc.constant('1.1'),
    status: fc.constantFrom(100, 102, 103),
    reason: fc.constantFrom('', 'Continue'),
    headers: LINES,
  },
  { noNullPrototype: true },
);
const ANSWER: fc.Arbitrary<Answer> = fc
  .record({
    status: fc.constantFrom(200, 201, 204, 304, 404, 500),
    reason: fc.constantFrom('', 'OK', 'Not Found', 'caf\xe9'),
    lines: LINES,
    interim: fc.array(INTERIM, { maxLength: 2 }),
    chunked: fc.boolean(),
    body: fc.uint8Array({ maxLength: 200 }),
    trailers: LINES,
  })
  .map(({ status, reason, lines, interim, chunked, body, trailers }) => {
    const empty = status === 204 || status === 304;
    const framing = empty ? 'none' : chunked ? 'chunked' : 'length';
    const field: FieldLine[] = empty
      ? []
      : [chunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(body.length)]];
    return answerOf({
      status,
      reason,
      interim,
      framing,
      headers: [...lines, ...field],
      body: Buffer.from(empty ? [] : body),
      trailers: framing === 'chunked' ? trailers : [],
    });
  });

test('reads back every answer that is written, however the bytes are split', () => {
  fc.assert(
    fc.property(
      fc.array(ANSWER, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }),
      (answers, sizes) => {
        const parsed = parse(Buffer.concat(answers.map((answer) => serialize(answer))), [], sizes);
        assert.deepEqual(parsed.answers, answers);
        assert.equal(parsed.parser.leftover.length, 0);
      },
    ),
    { numRuns: 400 },
  );
});

test('reads byte by byte what it reads at once', () => {
  const bytes =
    'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX-T: 1\r\n\r\nHTTP/1.1 204 \r\n\r\n';
  assert.deepEqual(parse(bytes, [], Array(bytes.length).fill(1)).answers, parse(bytes).answers);
  assert.equal(parse(bytes).answers.length, 2);
});

describe('knows how each answer ends', () => {
  test('by the method of its request, in the order of the requests', () => {
    const bytes = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const { answers } = parse(bytes, ['HEAD', 'GET']);
    assert.deepEqual(
      answers.map(({ framing, body }) => [framing, body.toString()]),
      [
        ['none', ''],
        ['length', 'ok'],
      ],
    );
  });

  for (const [what, bytes, methods] of [
    ['a CONNECT that succeeds', 'HTTP/1.1 200 OK\r\n\r\n\0raw', ['CONNECT']],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\0raw', ['GET']],
  ] as const) {
    test(`after ${what} bytes belong to no answer`, () => {
      const { answers, parser } = parse(bytes, methods);
      assert.equal(answers.length, 1);
      assert.equal(parser.leftover.toString(), '\0raw');
    });
  }

  test('by the end of the connection where no length is given; a reset cuts it', () => {
    for (const isClean of [true, false]) {
      const { answers, parser } = parse('HTTP/1.0 200 OK\r\n\r\nabc');
      assert.equal(answers.length, 0);
      parser.end(isClean);
      assert.deepEqual(
        [answers[0]?.framing, answers[0]?.body.toString(), answers[0]?.complete],
        ['close', 'abc', isClean],
      );
    }
  });

  for (const bytes of [
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n',
  ]) {
    test(`and tells one that was cut: ${JSON.stringify(bytes.slice(17))}`, () => {
      const { answers, parser } = parse(bytes);
      parser.end();
      assert.deepEqual([answers[0]?.complete, answers[0]?.body.toString()], [false, 'ab']);
    });
  }

  test('and keeps what is no answer yet', () => {
    const { parser } = parse('HTTP/1.1 200 OK\r\nDate');
    parser.end();
    assert.equal(parser.leftover.toString(), 'HTTP/1.1 200 OK\r\nDate');
  });

  test('takes a length that is repeated, and keeps the blanks out of values only', () => {
    const { answers } = parse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\nA:\t x\xa0 \r\n\r\nok');
    assert.deepEqual(answers[0]?.headers.at(-1), ['A', 'x\xa0']);
    assert.equal(answers[0]?.body.toString(), 'ok');
  });
});

const OK = 'HTTP/1.1 200 OK\r\n';
const malformed: readonly (readonly [what: string, bytes: string, code: string, offset: number])[] = [
  ['text', 'hello', 'status-line', 0],
  ['another protocol', 'SSH-2.0-x\r\n', 'status-line', 0],
  ['no blank after the status', 'HTTP/1.1 200\r\n\r\n', 'status-line', 0],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'status-line', 0],
  ['text behind an answer', `${OK}Content-Length: 0\r\n\r\nhello`, 'status-line', 38],
  ['bare line feeds', 'HTTP/1.1 200 OK\nA: b\n\n', 'line-ending', 15],
  ['a bare carriage return', `${OK}A: b\rC: d\r\n\r\n`, 'line-ending', 21],
  ['a NUL in a value', `${OK}A: b\0\r\n\r\n`, 'character', 21],
  ['a line without colon', `${OK}Abc\r\n\r\n`, 'field-line', 17],
  ['a blank before the colon', `${OK}A : b\r\n\r\n`, 'field-line', 17],
  ['a folded line', `${OK}A: b\r\n c: d\r\n\r\n`, 'field-line', 23],
  ['an empty name', `${OK}: d\r\n\r\n`, 'field-line', 17],
  ['a negative length', `${OK}Content-Length: -1\r\n\r\n`, 'content-length', 0],
  ['two lengths', `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 'content-length', 0],
  ['a length beside chunks', `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 'transfer-encoding', 0],
  ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'transfer-encoding', 0],
  ['a chunk size that is none', `${OK}Transfer-Encoding: chunked\r\n\r\n0x5\r\n`, 'chunk-size', 47],
  ['a chunk size with a bare line feed', `${OK}Transfer-Encoding: chunked\r\n\r\n5\nabcde\r\n`, 'chunk-size', 47],
  ['a chunk longer than its size', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n`, 'chunk-end', 52],
  ['a body too large', `${OK}Content-Length: 10001\r\n\r\n`, 'body-too-large', 0],
  [
    'a chunked body too large',
    `${OK}Transfer-Encoding: chunked\r\n\r\n2711\r\n${'x'.repeat(10_001)}`,
    'body-too-large',
    53,
  ],
  ['a head too large', `${OK}A: ${'x'.repeat(5000)}`, 'head-too-large', 0],
  ['an endless chunk size', `${OK}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(5000)}`, 'chunk-size', 47],
  ['a trailer that is none', `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\nabc\r\n\r\n`, 'field-line', 50],
];

for (const [what, bytes, code, offset] of malformed) {
  for (const sizes of [[], Array(bytes.length).fill(1)]) {
    test(`refuses ${what} and says where, ${sizes.length === 0 ? 'at once' : 'byte by byte'}`, () => {
      assert.throws(
        () => parse(bytes, [], sizes),
        (error: unknown) => {
          assert.ok(error instanceof MalformedAnswerError);
          assert.equal(error.code, code);
          if (code !== 'body-too-large') assert.equal(error.offset, offset, error.message);
          return true;
        },
      );
    });
  }
}

test('stays refused', () => {
  const { parser } = parse('');
  assert.throws(() => parser.push(Buffer.from('x')), MalformedAnswerError);
  assert.throws(() => parser.push(Buffer.from('HTTP/1.1 204 \r\n\r\n')), MalformedAnswerError);
});

describe('a server that sends without end', () => {
  const codeOf = (bytes: string, max?: number) => {
    const parser = new AnswerParser({ onAnswer: () => {}, ...(max === undefined ? {} : { maxUnaskedAnswers: max }) });
    parser.expect('GET');
    try {
      parser.push(Buffer.from(bytes, 'latin1'));
      return 'accepted';
    } catch (error) {
      return error instanceof MalformedAnswerError ? error.code : error;
    }
  };
  const final = 'HTTP/1.1 200 O\r\nContent-Length: 0\r\n\r\n';

  test('is stopped at interim answers, counted for each answer', () => {
    const interim = 'HTTP/1.1 100 C\r\n\r\n';
    assert.equal(codeOf(interim.repeat(101)), 'interim-answers');
    assert.equal(codeOf((interim.repeat(100) + final).repeat(2)), 'accepted');
    const large = `HTTP/1.1 103 E\r\nX-A: ${'x'.repeat(40_000)}\r\n\r\n`;
    assert.equal(codeOf(large + final + large + final), 'accepted');
    assert.equal(codeOf(large + large), 'interim-answers');
  });

  test('is stopped at answers that nobody asked for', () => {
    assert.equal(codeOf(final.repeat(4), 3), 'accepted');
    assert.equal(codeOf(final.repeat(5), 3), 'unasked-answer');
    assert.equal(codeOf(final.repeat(50)), 'accepted');
  });
});
