import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Answer, FieldLine, Observation } from '../../parity/answer.ts';
import { alignBodies } from './align-bodies.ts';
import { answer, finding, observed } from './fixtures/sample.ts';
import { type SideBySide, sideBySide } from './side-by-side.ts';

function aligned(baseline: Observation, candidate: Observation): SideBySide {
  const sides = sideBySide(finding(baseline, candidate));
  assert.ok(sides);
  return sides;
}

function headers(ours: readonly FieldLine[], theirs: readonly FieldLine[]): string[] {
  const { answers } = aligned(observed(answer(200, 'x', ours)), observed(answer(200, 'x', theirs)));
  return (answers[0]?.headers ?? []).map(
    ({ name, baseline, candidate, mark }) => `${mark} ${name}: ${baseline ?? '-'} | ${candidate ?? '-'}`,
  );
}

function body(a: Answer, b: Answer): string[] {
  return alignBodies(a, b).pairs.map((pair) =>
    pair.kind === 'fold' ? `fold ${pair.lines}` : `${pair.kind} ${pair.baseline ?? '-'}|${pair.candidate ?? '-'}`,
  );
}

describe('two answers side by side', () => {
  test('have their headers aligned by name, in whatever order and case they came', () => {
    assert.deepEqual(
      headers(
        [
          ['ETag', 'a'],
          ['Vary', 'x'],
          ['Server', 's'],
        ],
        [
          ['server', 's'],
          ['Vary', 'y'],
          ['Age', '1'],
        ],
      ),
      ['missing ETag: a | -', 'changed Vary: x | y', 'changed Server: Server: s | server: s', 'extra Age: - | 1'],
    );
  });

  test('mark a value that may differ as allowed, not as changed', () => {
    const date = (second: number): FieldLine[] => [['Date', `Mon, 23 Nov 2026 10:00:0${second} GMT`]];
    assert.match(headers(date(1), date(2))[0] ?? '', /^allowed Date/);
  });

  test('align the values of a repeated header one by one', () => {
    const [first, second] = headers(
      [
        ['Link', 'a'],
        ['Link', 'b'],
      ],
      [['Link', 'a']],
    );
    assert.deepEqual([first, second], ['same Link: a | a', 'missing Link: b | -']);
  });

  test('show no secret, and still mark that it differs', () => {
    const [line = ''] = headers([['Set-Cookie', 'sid=abcdef; Path=/']], [['Set-Cookie', 'sid=ghijkl; Path=/']]);
    assert.equal(line, 'changed Set-Cookie: sid=******; Path=/ | sid=******; Path=/');
    const { pairs, notes } = alignBodies(answer(200, '{"token":"abcdef"}'), answer(200, '{"token":"ghijkl"}'));
    assert.doesNotMatch(JSON.stringify(pairs), /abc|ghi|61 62 63/);
    assert.match(notes.join(), /masked/);
  });

  test('show no secret of a compressed body or of one that is no text', () => {
    const coded = answer(200, gzipSync('{"token":"abcdef","a":1}'), [['Content-Encoding', 'gzip']]);
    const shown = JSON.stringify(alignBodies(coded, answer(200, '{"token":"ghijkl","a":2}')));
    assert.doesNotMatch(shown, /abcdef|ghijkl/);
    assert.match(shown, /shown decoded/);
    const bytes = answer(200, Buffer.from('{"token":"abcdef"}\xff', 'latin1'));
    assert.doesNotMatch(JSON.stringify(alignBodies(bytes, answer(200, ''))), /61 62 63 64|abcd/);
  });

  test('show a compressed body as what it holds, also where it was cut off', () => {
    const codings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };
    for (const [coding, compress] of Object.entries(codings)) {
      const whole = compress(`{"a":1}`);
      const sent = (bytes: Buffer) => answer(200, bytes, [['content-encoding', coding.toUpperCase()]]);
      assert.deepEqual(body(sent(whole), sent(whole)), ['same {|{', 'same   "a": 1|  "a": 1', 'same }|}'], coding);
    }
    const cut = gzipSync(Buffer.from(Array.from({ length: 9_000 }, (_, at) => `${at * at}\n`).join('')));
    const [first] = body(answer(200, cut.subarray(0, 9_000), [['content-encoding', 'gzip']]), answer(200, ''));
    assert.equal(first, 'missing 0|-');
  });

  test('show a body that is not in its coding, or would grow beyond all bounds, as it was sent', () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    for (const bytes of [bomb, Buffer.from('no gzip')]) {
      const { notes } = alignBodies(answer(200, bytes, [['content-encoding', 'gzip']]), answer(200, ''));
      assert.ok(notes.every((note) => !note.includes('decoded')));
    }
  });

  test('have JSON bodies pretty-printed with their values as they were written', () => {
    assert.deepEqual(body(answer(200, '{"a":1.0,"b":[]}'), answer(200, '{"a":1,"b":[]}')), [
      'same {|{',
      'changed   "a": 1.0,|  "a": 1,',
      'same   "b": []|  "b": []',
      'same }|}',
    ]);
  });

  test('are shown as they were sent where pretty-printing would hide the difference', () => {
    assert.deepEqual(body(answer(200, '{"a":1}'), answer(200, '{"a": 1}')), ['changed {"a":1}|{"a": 1}']);
    assert.deepEqual(body(answer(200, '{"é":1}'), answer(200, '{"\\u00e9":1}')), ['changed {"é":1}|{"\\u00e9":1}']);
  });

  test('are shown in hexadecimal where they are no text', () => {
    assert.deepEqual(body(answer(200, Buffer.from([0xff, 0x41])), answer(200, 'A')), [
      `changed 000000  ff 41${' '.repeat(42)}  .A|A`,
    ]);
  });

  test('fold equal lines far from what differs, and find a difference deep in a large body', () => {
    const list = (last: number) => answer(200, JSON.stringify([...Array(2_000).keys(), last]));
    const [first, ...rest] = body(list(1), list(2));
    assert.equal(first, 'fold 1997');
    assert.deepEqual(rest.slice(-2), ['changed   1|  2', 'same ]|]']);
  });

  test('stay small whatever a server sends', () => {
    const deep = `${'['.repeat(490)}${'1,'.repeat(60_000)}1${']'.repeat(490)}`;
    const huge = [deep, 'x'.repeat(5_000_000), 'a\n'.repeat(500_000)].map((text) => answer(200, text));
    for (const one of huge) {
      const size = JSON.stringify(alignBodies(one, answer(200, 'y'))).length;
      assert.ok(size < 200_000, `${size} characters`);
    }
    const many = observed(...Array.from({ length: 50 }, () => answer(200, '{}')));
    const { answers, omitted } = aligned(many, observed());
    assert.deepEqual([answers.length, omitted], [8, 42]);
  });

  test('show a text up to its last whole character, and as a text, where it is cut', () => {
    const text = 'é'.repeat(200_000);
    const { notes } = alignBodies(answer(200, `x${text}`), answer(200, 'y'));
    assert.deepEqual(notes, ["Of the baseline's 400001 bytes, the first 262144 are looked at."]);
  });

  test('say why one of the servers has no answer', () => {
    const failed: Observation = { kind: 'failed', failure: { kind: 'refused', detail: 'ECONNREFUSED' }, answers: [] };
    const { answers, connection } = aligned(observed(answer(200, '{}')), failed);
    assert.equal(answers[0]?.status[0]?.mark, 'missing');
    assert.equal(connection[0]?.candidate, 'could not be reached (ECONNREFUSED)');
  });

  test('escape what cannot be seen or would deceive', () => {
    const [line = ''] = body(answer(200, 'a\u202eb\x1b[2J\r\n'), answer(200, 'c'));
    assert.equal(line, 'changed a\\u202eb\\x1b[2J\\r|c');
  });
});
