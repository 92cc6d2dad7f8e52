import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { test } from 'node:test';
import type { Setting } from './catalogue.ts';
import {
  duration,
  ed25519Key,
  flag,
  host,
  integer,
  networks,
  oneOf,
  origin,
  path,
  percentage,
  secret,
  stickyKey,
  text,
  token,
  url,
} from './values.ts';

/** What a kind of value makes of the texts that it accepts, and the texts that it refuses. */
function kind(name: string, setting: Setting<unknown>, accepted: Record<string, unknown>, refused: readonly string[]) {
  test(`${name} accepts what is allowed`, () => {
    for (const [given, value] of Object.entries(accepted)) assert.deepEqual(setting.parse(given), value, given);
  });
  test(`${name} refuses all else`, () => {
    for (const given of refused) assert.throws(() => setting.parse(given), Error, JSON.stringify(given));
  });
}

kind('one of several', oneOf('', 'on', ['on', 'off']), { on: 'on', off: 'off' }, ['', 'ON', ' on', 'on\n', 'onoff']);

kind('a flag', flag('', 'true'), { true: true, false: false }, ['', '1', '0', 'TRUE', 'yes', 'true ']);

kind('a whole number', integer('', '0', 0, 65_535), { 0: 0, 8080: 8080, 65535: 65_535 }, [
  ...['', ' ', '-1', '+1', '1.0', '1e3', '0x10', '007', '65536', '8080\r', '80 80', 'NaN', 'Infinity', '٣'],
  '9'.repeat(400),
]);

kind('a whole number with a least value', integer('', '1', 1, 10), { 1: 1, 10: 10 }, ['0', '11']);

kind('a text', text('', undefined, '', /^[a-z]+$/), { abc: 'abc' }, ['', 'ABC', 'abc\n']);

kind(
  'a secret',
  secret('', 32),
  {
    ['x'.repeat(32)]: 'x'.repeat(32),
    ['é'.repeat(16)]: 'é'.repeat(16),
    [`${'x'.repeat(31)}\n`]: `${'x'.repeat(31)}\n`,
  },
  ['', 'x'.repeat(31), 'é'.repeat(15)],
);

kind(
  'a token',
  token('', 16),
  Object.fromEntries(
    ['0123456789abcdef', 'AZaz09-._~+/AZaz09-._~+/', '0123456789abcd==', 'x'.repeat(5_000)].map((same) => [same, same]),
  ),
  [
    ...['', '0123456789abcde', ' 0123456789abcdef', '0123456789abcdef ', '0123456789 abcdef', '0123456789abcdef\n'],
    ...['0123456789\tabcdef', '0123456=89abcdef', '"0123456789abcdef"', 'ééééééééééééééééé', '================'],
  ],
);

kind(
  'a percentage',
  percentage('', '0'),
  { 0: 0, 100: 100, '0.5': 0.5, '33.333': 33.333, '99.999': 99.999, '100.0': 100 },
  [
    ...[
      '',
      ' ',
      '-1',
      '+1',
      '1e1',
      '0x10',
      '0b1',
      '007',
      '100.001',
      '101',
      '1.',
      '.5',
      '0.0001',
      '5%',
      '1,5',
      'NaN',
      'Infinity',
    ],
    ...['5 ', '5\n', '٣'],
  ],
);

kind(
  'a host',
  host('', '127.0.0.1'),
  Object.fromEntries(
    ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost', 'db_1.internal', 'a-b.example'].map((same) => [same, same]),
  ),
  [
    '',
    '127.0.0.1:80',
    '[::1]',
    '256.1.1.1',
    '127.0.1',
    'fe80::1%eth0',
    'http://a',
    'a..b',
    '-a',
    'a b',
    'a'.repeat(64),
  ],
);

kind('a path', path('', '.'), { '.data': resolve('.data'), '/var/lib/x': '/var/lib/x', 'a b': resolve('a b') }, [
  ...['', ' ', 'a\0b'],
]);

kind(
  'a URL',
  url(''),
  {
    'http://10.0.0.7:3001': 'http://10.0.0.7:3001',
    'http://10.0.0.7:3001/': 'http://10.0.0.7:3001',
    'http://Example.org:80': 'http://example.org',
    'http://[::1]:3001': 'http://[::1]:3001',
  },
  [
    ...['', 'localhost:3001', 'https://a', 'ftp://a', 'http://', 'http:a', 'http:\\\\a', ' http://a', 'http://a\t'],
    ...['http://a/b', 'http://a?', 'http://a?b', 'http://a#', 'http://u@a', 'http://@a', 'http://u:p@a'],
    ...['http://a:0', 'http://a:65536', 'http://a b'],
  ],
);

kind(
  'an origin',
  origin('', 'http://localhost'),
  {
    'https://app.example.org': 'https://app.example.org',
    'https://app.example.org:443/': 'https://app.example.org',
    'http://localhost:5173': 'http://localhost:5173',
  },
  ['', '*', 'null', 'app.example.org', 'https://a/b', 'https://a,https://b/', 'https://u:p@a', 'file:///a'],
);

kind(
  'a duration',
  duration('', '7d'),
  { '1s': 1, '90m': 5400, '24h': 86_400, '7d': 604_800, '2w': 1_209_600, '3650d': 315_360_000 },
  ['', '7', '0d', '07d', '-1d', '1.5h', '7 d', '7D', '1y', '1ms', '3651d', '999999999w', '7d\n'],
);

kind(
  'networks',
  networks('', 'loopback'),
  {
    none: [],
    loopback: ['loopback'],
    'linklocal, uniquelocal': ['linklocal', 'uniquelocal'],
    '10.0.0.0/8,192.168.1.1,fd00::/8,::1': ['10.0.0.0/8', '192.168.1.1', 'fd00::/8', '::1'],
    '10.0.0.1/32, ::1/128': ['10.0.0.1/32', '::1/128'],
  },
  [
    ...['', ',', 'loopback,', 'none,loopback', 'Loopback', 'true', '1', 'example.org', '10.0.0', '10.0.0.0/33'],
    ...['0.0.0.0/0', '::/0', '::1/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '10.0.0.0/08'],
  ],
);

kind(
  'a sticky key',
  stickyKey('', 'address'),
  {
    address: { from: 'address' },
    'claim:userId': { from: 'claim', name: 'userId' },
    'claim:https://example.org/user': { from: 'claim', name: 'https://example.org/user' },
    'header:X-User.Id': { from: 'header', name: 'x-user.id' },
    'cookie:__Host-session': { from: 'cookie', name: '__Host-session' },
  },
  [
    ...[
      '',
      'claim',
      'claim:',
      'user',
      'addresses',
      'query:user',
      'header:a b',
      'header:a:b',
      'cookie:a;b',
      'cookie:a=b',
    ],
    ...['claim:a b', 'claim:a\n', `claim:${'a'.repeat(101)}`],
  ],
);

const pair = generateKeyPairSync('ed25519');
const forms = (key: KeyObject, type: 'pkcs8' | 'spki') => ({
  pem: String(key.export({ type, format: 'pem' })),
  base64: key.export({ type, format: 'der' }).toString('base64'),
});
const privateForms = forms(pair.privateKey, 'pkcs8');
const publicForms = forms(pair.publicKey, 'spki');
const otherKind = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const encrypted = pair.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' });

for (const [half, given, refused, exported] of [
  ['private', privateForms, publicForms, forms(otherKind.privateKey, 'pkcs8')],
  ['public', publicForms, privateForms, forms(otherKind.publicKey, 'spki')],
] as const) {
  test(`a ${half} key is read in each of its forms`, () => {
    const expected = half === 'private' ? pair.privateKey : pair.publicKey;
    for (const text of [given.pem, given.pem.trim(), given.base64, `${given.base64}\n`])
      assert.ok(ed25519Key('', half).parse(text).equals(expected), text);
  });

  test(`a ${half} key refuses the other half, other kinds and what is no key`, () => {
    const wrong = [
      '',
      'x',
      ...Object.values(refused),
      ...Object.values(exported),
      given.base64.slice(0, -8),
      String(encrypted),
    ];
    for (const text of wrong) assert.throws(() => ed25519Key('', half).parse(text), Error, text);
  });
}
