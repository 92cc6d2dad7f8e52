import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { helpText, OPTIONS } from './option-table.ts';
import { type ParityOptions, readOptions } from './options.ts';

const NEEDED = ['--contract', 'a.yaml', '--baseline', 'http://a:1', '--candidate', 'http://b'];

function optionsOf(...more: readonly string[]): ParityOptions {
  const parsed = readOptions([...NEEDED, ...more]);
  assert.equal(parsed.kind, 'options', JSON.stringify(parsed));
  // Just asserted.
  return (parsed as Extract<typeof parsed, { kind: 'options' }>).options;
}

function mistakesOf(...argv: readonly string[]): readonly string[] {
  const parsed = readOptions(argv);
  return parsed.kind === 'mistakes' ? parsed.mistakes : [];
}

describe('the options of a comparison', () => {
  test('have defaults that harm nobody', () => {
    const { unsafe, sign, runs, concurrency, timeoutMs, servers, basePath } = optionsOf();
    assert.deepEqual(
      { unsafe, sign, runs, concurrency, timeoutMs },
      { unsafe: false, sign: false, runs: 500, concurrency: 8, timeoutMs: 5000 },
    );
    assert.deepEqual(servers, { baseline: 'http://a:1', candidate: 'http://b' });
    assert.equal(basePath, '');
    assert.equal(optionsOf('--safe-only').unsafe, false);
    assert.equal(optionsOf('--unsafe').unsafe, true);
  });

  test('give header fields to both or to one', () => {
    const { headers } = optionsOf('--header', 'A: 1', '--header-baseline', 'B:  2 ', '--header-candidate', 'C:');
    assert.deepEqual(headers, {
      baseline: [
        ['A', '1'],
        ['B', '2'],
      ],
      candidate: [
        ['A', '1'],
        ['C', ''],
      ],
    });
  });

  test('say what a server is, the one of a side before that of both', () => {
    const { identity } = optionsOf(
      '--identity',
      'v1',
      '--candidate-identity-path',
      '/v',
      '--candidate-identity-header',
      'X-V',
    );
    assert.deepEqual(identity, {
      baseline: { kind: 'declared', text: 'v1' },
      candidate: { kind: 'header', path: '/v', name: 'X-V' },
    });
    assert.deepEqual(optionsOf('--identity-header', 'x').identity.baseline, { kind: 'header', path: '/', name: 'x' });
  });

  test("have one path before the contract's for both", () => {
    const below = (a: string, b: string) => [
      '--contract',
      'c',
      '--baseline',
      `http://a${a}`,
      '--candidate',
      `http://b${b}`,
    ];
    const parsed = readOptions(below('/v1/', '/v1'));
    assert.equal(parsed.kind === 'options' && parsed.options.basePath, '/v1');
    assert.deepEqual(mistakesOf(...below('/v1', '')), [
      '--baseline has the path "/v1" and --candidate ""; both must have the same, or none',
    ]);
  });

  test('tell every mistake at once, each with what is allowed', () => {
    const lines = mistakesOf(
      ...[
        '--baseline',
        'https://a',
        '--candidate',
        'b',
        '--runs',
        '-1',
        '--seed',
        '1e3',
        '--zzz',
        '--concurrency',
        '0',
      ],
      ...[
        '--header',
        'Secret abc',
        '--header',
        'Connection: close',
        '--volatile-place',
        'a',
        '--volatile-header',
        'a b',
      ],
      ...[
        '--identity-pointer',
        '/a',
        '--sign',
        '--unsafe',
        '--safe-only',
        '--har-all',
        '--unsafe=1',
        'alone',
        '--report',
      ],
    );
    for (const [option, words] of [
      ['--contract', 'is missing; it is required'],
      ['--baseline', 'only http is spoken'],
      ['--candidate', 'allowed is http://host:port'],
      ['--runs', 'is "-1"; allowed is a whole number from 0 to 10000000'],
      ['--seed', 'is "1e3"; allowed is a whole number from 0 to'],
      ['--concurrency', 'allowed is a whole number from 1 to 256'],
      ['--zzz', 'is no option'],
      ['--header is a text of 10 characters', "allowed is 'Name: value'"],
      ['--header is Connection', 'any other name is allowed'],
      ['--volatile-place', 'allowed is a JSON pointer'],
      ['--volatile-header', 'allowed is the name of a header field'],
      ['--identity-pointer', 'needs -path beside it'],
      ['--safe-only and --unsafe', 'only one of them is allowed'],
      ['--har-all', 'without --har FILE'],
      ['--unsafe', 'takes no value'],
      ['"alone"', 'belongs to no option'],
      ['--report', 'without its value DIRECTORY'],
    ])
      assert.ok(
        lines.some((line) => line.startsWith(String(option)) && line.includes(String(words))),
        `${option}\n${lines.join('\n')}`,
      );
    assert.ok(!lines.join().includes('abc'));
    assert.ok(
      mistakesOf(...NEEDED, '--sign').every((line) =>
        /^--sign needs to know what the (?:baseline|candidate) is/.test(line),
      ),
    );
    assert.equal(mistakesOf(...NEEDED, '--sign').length, 2);
  });

  test('are all in the help, once', () => {
    assert.equal(readOptions(['--help', '--zzz']).kind, 'help');
    for (const { name } of OPTIONS) assert.match(helpText(), new RegExp(`^ {2}--${name} `, 'm'));
    assert.equal(new Set(OPTIONS.map(({ name }) => name)).size, OPTIONS.length);
  });
});
