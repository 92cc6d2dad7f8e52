import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RequestContext, toUpstream } from './request-headers.ts';

const CONTEXT: RequestContext = {
  httpVersion: '1.1',
  requestId: 'id-1',
  trace: { traceId: 't', traceparent: 'started', started: true },
  address: { peer: '192.0.2.1', peerTrusted: false, client: '192.0.2.1' },
  forwardsLeft: undefined,
  authority: undefined,
};
const TRUSTED: RequestContext = { ...CONTEXT, address: { peer: '10.0.0.1', peerTrusted: true, client: '192.0.2.7' } };
const OURS = [
  'x-forwarded-for',
  '192.0.2.1',
  'x-forwarded-host',
  'a',
  'x-forwarded-proto',
  'http',
  'forwarded',
  'for=192.0.2.1;host="a";proto=http',
  'traceparent',
  'started',
  'x-request-id',
  'id-1',
  'via',
  '1.1 lockstep',
];

test('keeps order, case and repeats of the client, and writes its own fields last', () => {
  const raw = ['Host', 'a', 'B-Field', '1', 'a-field', '2', 'B-Field', '3', 'X-Latin', '\xe9'];
  assert.deepEqual(toUpstream(raw, CONTEXT), [...raw, ...OURS]);
});

test('strips what ends at this hop, and what Connection lists', () => {
  const raw = [
    'Connection',
    'close, X-Hop',
    'Keep-Alive',
    'timeout=5',
    'Proxy-Connection',
    'x',
    'TE',
    'trailers',
    'Trailer',
    'x',
  ];
  raw.push(
    'Upgrade',
    'h2c',
    'Proxy-Authorization',
    'x',
    'Transfer-Encoding',
    'chunked',
    'x-hop',
    '1',
    'Expect',
    '100-continue',
  );
  assert.deepEqual(toUpstream(['Host', 'a', ...raw], CONTEXT), ['Host', 'a', ...OURS]);
});

/** By listing them, a client could have the router strip the fields that the servers authenticate, frame or count by. */
test('does not let Connection remove what the servers rely on', () => {
  const kept = ['Host', 'a', 'Authorization', 'Bearer x', 'Content-Length', '3', 'Cookie', 'c=1'];
  const listed = ['Connection', 'x-request-id, authorization, content-length, cookie, host, x-forwarded-for, via'];
  assert.deepEqual(toUpstream([...kept, ...listed], CONTEXT), [...kept, ...OURS]);
});

test('replaces what a client says about itself', () => {
  const lies = [
    'X-Forwarded-For',
    '10.0.0.1',
    'X-Forwarded-Host',
    'evil',
    'X-Forwarded-Proto',
    'https',
    'Forwarded',
    'for=10.0.0.1',
  ];
  lies.push('X-Forwarded-Prefix', '/evil', 'X-Routed-To', 'fastify', 'X-Request-Id', 'other');
  assert.deepEqual(toUpstream(['Host', 'a', ...lies], CONTEXT), ['Host', 'a', ...OURS]);
});

test('passes on what a trusted proxy says, and adds that proxy', () => {
  const raw = [
    'X-Forwarded-For',
    '192.0.2.7',
    'Host',
    'a',
    'x-forwarded-for',
    '10.0.0.9',
    'X-Forwarded-Proto',
    'https',
    'Forwarded',
    'x',
  ];
  assert.deepEqual(toUpstream(raw, TRUSTED), [
    ...[
      'Host',
      'a',
      'X-Forwarded-Proto',
      'https',
      'x-forwarded-for',
      '192.0.2.7, 10.0.0.9, 10.0.0.1',
      'x-forwarded-host',
      'a',
      'forwarded',
      'x, for=10.0.0.1;host="a";proto=http',
      'traceparent',
      'started',
    ],
    ...['x-request-id', 'id-1', 'via', '1.1 lockstep'],
  ]);
});

test('puts the authority of an absolute target in the place of Host', () => {
  const headers = toUpstream(['A', '1', 'Host', 'other', 'Via', '1.0 front'], { ...CONTEXT, authority: 'b:81' });
  assert.deepEqual(headers.slice(0, 6), ['A', '1', 'Host', 'b:81', 'Via', '1.0 front']);
  assert.ok(headers.includes('x-forwarded-host') && headers.indexOf('via') > 6);
  assert.deepEqual(toUpstream([], { ...CONTEXT, httpVersion: '1.0', authority: 'b' }).slice(0, 2), ['host', 'b']);
});
